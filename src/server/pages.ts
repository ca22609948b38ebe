import { readdirSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { sha256 } from "../model/canonical.ts";
import { matches } from "./answer.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};
const compressible = /^(?:text\/|application\/|image\/svg)/;

interface Page {
  readonly bytes: Buffer<ArrayBuffer>;
  /** Null where it would not be smaller. */
  readonly packed: Buffer<ArrayBuffer> | null;
  readonly type: string;
  readonly tag: string;
  readonly cache: string;
}

/**
 * Serves the built pages from memory: what was there at the start and nothing else, whatever a path says. An address without an extension is one of the pages' own
 * and gets `index.html`. Returns null for all else, and for other methods than GET and HEAD.
 */
export function pagesFrom(folder: string): ((request: Request) => Response | null) | null {
  const pages = readPages(folder);
  const index = pages.get("/index.html");
  if (index === undefined) return null;
  return (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return null;
    const { pathname } = new URL(request.url);
    const page = pages.get(pathname) ?? (extname(pathname) === "" ? index : undefined);
    return page === undefined ? null : responseOf(request, page);
  };
}

function readPages(folder: string): ReadonlyMap<string, Page> {
  const pages = new Map<string, Page>();
  for (const name of listOf(folder)) {
    const bytes = readFileSync(join(folder, name));
    const path = `/${name.split(sep).join("/")}`;
    const type = types[extname(name)] ?? "application/octet-stream";
    const packed = compressible.test(type) ? gzipSync(bytes) : null;
    const better = packed !== null && packed.length < bytes.length;
    pages.set(path, { bytes, packed: better ? packed : null, type, tag: `"${sha256(bytes).slice(0, 32)}"`, cache: cacheOf(path) });
  }
  return pages;
}

function listOf(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  } catch (error) {
    // Pages that were not built: the API is served all the same.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

// A name that carries a digest of its content never means anything else.
function cacheOf(path: string): string {
  return /^\/assets\/.+-[\w-]{8,}\.\w+$/.test(path) ? "public, max-age=31536000, immutable" : "no-cache";
}

function responseOf(request: Request, { bytes, packed, type, tag, cache }: Page): Response {
  const headers = new Headers({ "Cache-Control": cache, ETag: tag, ...(packed === null ? {} : { Vary: "Accept-Encoding" }) });
  if (matches(request.headers.get("if-none-match"), tag)) return new Response(null, { status: 304, headers });
  headers.set("Content-Type", type);
  const zipped = packed !== null && /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "");
  if (zipped) headers.set("Content-Encoding", "gzip");
  return new Response(zipped ? packed : bytes, { headers });
}
