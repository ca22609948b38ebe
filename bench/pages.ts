import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { hasBrowser, type Running, startBrowser, startServer } from "../e2e/browser.ts";
import { beside, signedIn } from "../e2e/steps.ts";
import { propose } from "../src/workflow/index.ts";
import { type BenchOptions, compare, type Pair, printAlone, type Row } from "./row.ts";

const built = fileURLToPath(new URL("../dist/web", import.meta.url));
const lines = 10_000;

/**
 * What a browser has to load before the first page can be drawn, and how long a change of 10,000 lines takes from its address to the first line, and on to a line in its middle, beside a bare table of the
 * same lines that is served whole.
 */
export async function run({ quick = false }: BenchOptions = {}): Promise<Row[]> {
  const rows = [firstScript()];
  if (!hasBrowser) return rows;
  await using server = await startServer();
  const change = await longChange(server);
  const browser = await startBrowser();
  const bare = createServer((_, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(bareTable()));
  await new Promise<void>((resolve) => void bare.listen(0, "127.0.0.1", resolve));
  try {
    await using chen = await signedIn(browser, server, "chen");
    const ours = `${server.origin}/changes/${change}`;
    const theirs = `http://localhost:${(bare.address() as AddressInfo).port}/`;
    const pairs: { readonly first: Pair; readonly middle: Pair }[] = [];
    for (let round = 0; round <= (quick ? 1 : 8); round++) {
      const [mine, other] = [await timesOf(chen.page, ours), await timesOf(chen.page, theirs)];
      pairs.push({ first: { ours: mine.first, against: other.first }, middle: { ours: mine.middle, against: other.middle } });
    }
    const kept = pairs.slice(1);
    return [
      ...rows,
      compare({ what: "10,000 lines, to the first line", unit: "ms", against: "a bare table, served whole", pairs: kept.map(({ first }) => first), within: 1_000 }),
      compare({ what: "10,000 lines, and on to line 5,000", unit: "ms", against: "a bare table, served whole", pairs: kept.map(({ middle }) => middle), within: 1_000 }),
    ];
  } finally {
    await browser.close();
    bare.close();
  }
}

/** The entry with everything that it imports at once, in kB of gzip. */
function firstScript(): Row {
  if (!existsSync(built)) throw new Error("The pages are not built: npm run build:web");
  const size = (file: string) => gzipSync(readFileSync(join(built, "assets", file)), { level: 9 }).length / 1_000;
  const scripts = readdirSync(join(built, "assets")).filter((file) => file.endsWith(".js"));
  const first = importedFrom(/<script[^>]+src="\/assets\/([^"]+)"/.exec(readFileSync(join(built, "index.html"), "utf8"))?.[1] ?? "");
  const sum = (files: Iterable<string>) => [...files].reduce((total, file) => total + size(file), 0);
  return compare({ what: "first script, gzip", unit: "kB", against: "all scripts", pairs: [{ ours: sum(first), against: sum(scripts) }], within: 150 });
}

function importedFrom(entry: string, found = new Set<string>()): Set<string> {
  if (found.has(entry)) return found;
  found.add(entry);
  // Static imports only: what is imported when it is needed is no part of the first load.
  const text = readFileSync(join(built, "assets", entry), "utf8");
  for (const [, name = ""] of text.matchAll(/(?:from|^import|;import)\s*"\.\/([^"]+\.js)"/gm)) importedFrom(name, found);
  return found;
}

const text = (line: number) => `export const value${line} = compute(${line}, "line number ${line} of a long file");`;

/** A change by Ana with one new file. */
async function longChange(server: Running): Promise<string> {
  const repository = join(server.data, "sample", "repository");
  const clone = mkdtempSync(join(tmpdir(), "countersign-long-"));
  const git = (...words: string[]) => execFileSync("git", ["-C", clone, "-c", "user.name=Ana Costa", "-c", "user.email=ana.costa@northwind.example", ...words], { stdio: "pipe" });
  execFileSync("git", ["clone", "-q", repository, clone], { stdio: "pipe" });
  git("checkout", "-q", "-b", "long", "origin/main");
  writeFileSync(join(clone, "src", "long.js"), `${Array.from({ length: lines }, (_, at) => text(at + 1)).join("\n")}\n`);
  git("add", "-A");
  git("commit", "-q", "-m", "Many lines\n\nCo-Authored-By: Claude <noreply@anthropic.com>");
  git("push", "-q", "origin", "long");
  rmSync(clone, { recursive: true, force: true });
  return await beside(
    server,
    async (workplace) => (await propose(workplace, "ana", { repository, base: "refs/heads/main", head: "refs/heads/long", requirement: "NW-400" })).change,
  );
}

function bareTable(): string {
  const rows = Array.from({ length: lines }, (_, at) => `<tr><td>${at + 1}</td><td>+</td><td>${text(at + 1)}</td></tr>`);
  return `<!doctype html><meta charset="utf-8"><title>Bare</title><style>table{font:13px/20px monospace}</style><table>${rows.join("")}</table>`;
}

/** Milliseconds from the address to the first line on screen, and from there until a line in the middle is on screen after one jump. */
async function timesOf(page: Page, address: string): Promise<{ readonly first: number; readonly middle: number }> {
  await page.goto("about:blank");
  const from = performance.now();
  await page.goto(address, { waitUntil: "commit" });
  await page.getByText("value1 =").first().waitFor();
  const first = performance.now() - from;
  const jumped = performance.now();
  // The scroll bar's way: to the middle of what the page says is its height.
  await page.evaluate(() => {
    const table = document.querySelector("table");
    const { top = 0, height = 0 } = (document.querySelector(".file") ?? table)?.getBoundingClientRect() ?? {};
    window.scrollTo(0, window.scrollY + top + height / 2);
  });
  await page
    .getByText(/value(49[5-9]\d|50[0-4]\d) =/)
    .first()
    .waitFor();
  return { first, middle: performance.now() - jumped };
}

if (import.meta.main) await printAlone(run);
