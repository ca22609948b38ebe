import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pagesFrom } from "./pages.ts";

const scratch = mkdtempSync(join(tmpdir(), "countersign-pages-"));
const folder = join(scratch, "web");
let serve: NonNullable<ReturnType<typeof pagesFrom>>;
const get = (path: string, headers: Record<string, string> = {}, method = "GET") => serve(new Request(`http://localhost:8080${path}`, { method, headers }));
const script = "console.log(1);\n".repeat(200);

beforeAll(() => {
  mkdirSync(join(folder, "assets"), { recursive: true });
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>Countersign</title>");
  writeFileSync(join(folder, "assets/index-BSAVYWf8.js"), script);
  writeFileSync(join(folder, "icon.svg"), "<svg/>");
  writeFileSync(join(scratch, "secret.txt"), "a secret");
  const pages = pagesFrom(folder);
  if (pages === null) throw new TypeError("there are no pages");
  serve = pages;
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("the pages", () => {
  it("keep what has its digest in its name for ever, and ask again for all else", async () => {
    expect(Object.fromEntries(get("/assets/index-BSAVYWf8.js")?.headers ?? [])).toEqual({
      "cache-control": "public, max-age=31536000, immutable",
      "content-type": "text/javascript; charset=utf-8",
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      vary: "Accept-Encoding",
    });
    expect(get("/icon.svg")?.headers.get("cache-control")).toBe("no-cache");
    const index = get("/index.html");
    expect([index?.headers.get("cache-control"), index?.headers.get("content-type")]).toEqual(["no-cache", "text/html; charset=utf-8"]);
    expect(get("/", { "if-none-match": index?.headers.get("etag") ?? "" })?.status).toBe(304);
  });

  it("answer every address without an extension with the one page, and a file that is not there with nothing", async () => {
    for (const path of ["/", "/changes/c-1", "/join", "/changes/c-1/sign"]) expect(await get(path)?.text()).toContain("<title>Countersign</title>");
    for (const path of ["/favicon.ico", "/assets/other-BSAVYWf8.js"]) expect(get(path)).toBeNull();
    expect(get("/", {}, "POST")).toBeNull();
  });

  it.each(["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/..%5c..%5csecret.txt", "/%00secret.txt"])("hold nothing beside their folder: %s", async (path) => {
    expect((await get(path)?.text()) ?? "").not.toContain("a secret");
  });

  it("are sent compressed to who takes it", async () => {
    const packed = get("/assets/index-BSAVYWf8.js", { "accept-encoding": "gzip, br" });
    expect(packed?.headers.get("content-encoding")).toBe("gzip");
    expect(gunzipSync((await packed?.bytes()) ?? Buffer.alloc(0)).toString()).toBe(script);
    expect(await get("/assets/index-BSAVYWf8.js")?.text()).toBe(script);
  });

  it("are none where they were not built", () => {
    expect(pagesFrom(join(scratch, "nowhere"))).toBeNull();
  });
});
