import { limits } from "./limits.ts";
import type { ArtifactLocation, SarifResult, SarifRun } from "./sarif-log.ts";

/** What is longer is about a whole function or class, which stood there before any single line of it was added. */
const longestRegion = 100;

/** Where a result lies: path as the report has it, percent-decoded, with forward slashes; both null for a result without location. */
export function placeOf(result: SarifResult, run: SarifRun): { readonly path: string | null; readonly line: number | null; readonly endLine?: number } {
  const physical = result.locations?.find((location) => location.physicalLocation?.artifactLocation !== undefined)?.physicalLocation;
  const path = physical?.artifactLocation === undefined ? null : pathOf(physical.artifactLocation, run);
  const { startLine, endLine } = physical?.region ?? {};
  if (path === null || startLine === undefined) return { path, line: null };
  return endLine !== undefined && endLine > startLine && endLine - startLine < longestRegion ? { path, line: startLine, endLine } : { path, line: startLine };
}

// SARIF 2.1.0 §3.4: the URI stands there, or in the artifact that `index` names.
function pathOf(location: ArtifactLocation, run: SarifRun): string | null {
  const indexed = run.artifacts?.[location.index ?? -1]?.location;
  const uri = location.uri ?? indexed?.uri;
  if (uri === undefined || uri === "" || uri.length > limits.path) return null;
  return filePath(baseOf(location.uri === undefined ? indexed?.uriBaseId : location.uriBaseId, uri, run) + uri);
}

// §3.14.14: a base may itself be relative to another base. The chain is the report's word, so it may be a circle.
function baseOf(id: string | undefined, uri: string, run: SarifRun): string {
  let base = "";
  let next = id;
  for (let step = 0; step < 16 && next !== undefined && !absolute(base + uri); step++) {
    const location: ArtifactLocation | undefined = run.originalUriBaseIds !== undefined && Object.hasOwn(run.originalUriBaseIds, next) ? run.originalUriBaseIds[next] : undefined;
    const part = location?.uri ?? "";
    base = part === "" || part.endsWith("/") ? part + base : `${part}/${base}`;
    if (base.length > limits.path) return "";
    next = location?.uriBaseId;
  }
  return base;
}

function absolute(uri: string): boolean {
  return uri.startsWith("/") || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(uri);
}

// By hand, since a URL parser would resolve `..` and hide that it was there. Other schemes stay as they are and name no file.
function filePath(uri: string): string {
  const file = /^file:(?:\/\/[^/]*)?/i.exec(uri)?.[0] ?? "";
  const path = decoded(uri.slice(file.length)).replaceAll("\\", "/");
  return file !== "" && /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
}

function decoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
