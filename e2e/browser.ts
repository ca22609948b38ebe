import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from "playwright-core";

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

/** Starts `countersign serve` on a data folder, a new one without `data`, and waits until it says where it is. */
export async function startServer(options: { readonly data?: string; readonly port?: number; readonly env?: Readonly<Record<string, string>> } = {}): Promise<Running> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), "countersign-pages-"));
  const args = ["--disable-warning=ExperimentalWarning", join(root, "src/cli/main.ts"), "serve", "--data", data, "--port", String(options.port ?? 0)];
  const child = spawn(process.execPath, args, { env: { PATH: process.env["PATH"] ?? "", HOME: data, NO_COLOR: "1", ...options.env }, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  const origin = await saidIn(child, lines);
  const link = lines.map((line) => /(https?:\/\/\S+\/join#\S+)/.exec(line)?.[1]).find((found) => found !== undefined) ?? null;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  const stop = () => end("SIGTERM");
  const remove = async () => {
    await stop();
    if (options.data === undefined) rmSync(data, { recursive: true, force: true });
  };
  return { origin, link, data, printed: () => lines.join("\n"), kill: () => end("SIGKILL"), stop, [Symbol.asyncDispose]: remove };
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

/** What axe finds wrong with the page as it stands, one line a finding. */
export async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(" ")})`));
}
