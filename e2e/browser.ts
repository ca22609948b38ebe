import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page, type Request } from "playwright-core";
import { copySample } from "./kept-sample.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** Whether there is a browser to test with; without one these tests say aloud that they were skipped. */
export const hasBrowser = program !== undefined;

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export async function startBrowser(): Promise<Browser> {
  if (program === undefined) throw new TypeError("there is no browser");
  return await chromium.launch({ executablePath: program, args: flags });
}

/** The real program, started as a person starts it. */
export interface Running extends AsyncDisposable {
  readonly origin: string;
  /** The link that it printed for the first administrator; null when it printed none. */
  readonly link: string | null;
  readonly data: string;
  /** Everything that it has printed. */
  readonly printed: () => string;
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

interface Start {
  /** The data folder; without it, a new one that holds a sample. */
  readonly data?: string;
  /** Whether the server makes that sample itself, as it does for whoever starts it first; otherwise the tests of one run share what one of them made. */
  readonly anew?: boolean;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `countersign serve` on a data folder, and waits until it says where it is. */
export async function startServer(options: Start = {}): Promise<Running> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), "countersign-pages-"));
  const kept = process.env["COUNTERSIGN_TESTS_KEEP"];
  if (kept !== undefined && options.data === undefined && options.anew !== true) await copySample(kept, data);
  const args = ["--disable-warning=ExperimentalWarning", join(root, "src/cli/main.ts"), "serve", "--data", data, "--port", String(options.port ?? 0)];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env["PATH"] ?? "", HOME: data, NO_COLOR: "1", ...compiled(), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const origin = await saidIn(child, lines);
  const link = lines.map((line) => /(https?:\/\/\S+\/join#\S+)/.exec(line)?.[1]).find((found) => found !== undefined) ?? null;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  // As a person ends it: nobody waits for a balancer to see that it stops.
  const stop = () => end("SIGINT");
  const remove = async () => {
    await stop();
    if (options.data === undefined) rmSync(data, { recursive: true, force: true });
  };
  return { origin, link, data, printed: () => lines.join("\n"), kill: () => end("SIGKILL"), stop, [Symbol.asyncDispose]: remove };
}

// As `./countersign` does: a server that finds its program compiled starts in half of the time.
function compiled(): Readonly<Record<string, string>> {
  const folder = process.env["NODE_COMPILE_CACHE"];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

/** Waits for the line that names the address; whatever stands on either stream is kept. */
async function saidIn(child: ChildProcess, lines: string[]): Promise<string> {
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The server said nothing of its address:\n${lines.join("\n")}`)), 60_000);
    const read = (line: string) => {
      lines.push(line);
      const found = /(http:\/\/localhost:\d+)/.exec(line)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      // The lines that follow belong to the same page; they are there by the next turn.
      setTimeout(() => resolve(found), 200);
    };
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on("line", read);
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}:\n${lines.join("\n")}`)));
  });
}

/** A person at a browser of their own, whose authenticator holds passkeys and knows its owner. */
export interface Visitor extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly authenticator: string;
  readonly devtools: CDPSession;
  /** What the page said wrongly: errors of scripts, breaches of the content policy. Empty in a good test. */
  readonly complaints: string[];
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** Whether the authenticator can check that it is its owner. */
  readonly verifies?: boolean;
}

export async function visit(browser: Browser, { width = 1440, height = 900, dark = false, verifies = true }: Look = {}): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? "dark" : "light", reducedMotion: "reduce", locale: "en-GB", timezoneId: "UTC" });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  watch(page);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Trusted/.test(message.text())) complaints.push(message.text());
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    },
  });
  return { context, page, authenticator: authenticatorId, devtools, complaints, [Symbol.asyncDispose]: () => context.close() };
}

interface Traffic {
  readonly underWay: Set<Request>;
  /** When the last request began or ended, in milliseconds. */
  last: number;
}

const traffic = new WeakMap<Page, Traffic>();

function watch(page: Page): void {
  const seen: Traffic = { underWay: new Set(), last: performance.now() };
  traffic.set(page, seen);
  const note = (change: (request: Request) => unknown) => (request: Request) => {
    // What the server tells by itself is never over.
    if (request.resourceType() === "eventsource") return;
    change(request);
    seen.last = performance.now();
  };
  page.on(
    "request",
    note((request) => seen.underWay.add(request)),
  );
  const over = note((request) => seen.underWay.delete(request));
  page.on("requestfinished", over);
  page.on("requestfailed", over);
}

/** Milliseconds without a request after which a page shows all that it will. */
const quiet = 150;

/** Waits until the page of a visitor shows its heading, waits for nothing, and has not asked its server for anything for a moment. */
export async function settled(page: Page): Promise<void> {
  const seen = traffic.get(page);
  if (seen === undefined) throw new TypeError("the page is not a visitor's");
  await page.locator("main h1").first().waitFor();
  for (;;) {
    await page.locator("[aria-busy='true']").first().waitFor({ state: "detached" });
    const wait = seen.underWay.size > 0 ? quiet : seen.last + quiet - performance.now();
    if (wait <= 0) return;
    await page.waitForTimeout(wait);
  }
}

/** What axe finds wrong with the page as it stands, one line a finding; with `rules`, by these alone. */
export async function findings(page: Page, rules?: readonly string[]): Promise<string[]> {
  const builder = new AxeBuilder({ page }).options({ resultTypes: ["violations"] });
  if (rules !== undefined) builder.withRules([...rules]);
  // Where there are no frames whose findings are put together, that finds the same in half of the time.
  if (page.frames().length === 1) builder.setLegacyMode();
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(" ")})`));
}
