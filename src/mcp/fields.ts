import { z } from "zod";
import { Failure } from "../model/failure.ts";

// What agents send. Every length is bounded, so that no input costs more than reading it.

export const projectField = z.string().min(1).max(200).optional().describe("The project; needed only where there are several");
export const changeField = z.string().min(1).max(200).describe("The change, as request_review named it");
export const environmentField = z.string().min(1).max(200).optional().describe("In front of which environment; without one, the change itself");
export const commitField = z.string().min(1).max(500);
export const pathField = z.string().min(1).max(1_024).describe("From the top of the repository, such as src/pay/fee.ts");
export const pathsField = z.array(pathField).min(1).max(50);

/** Paths as they stand in a tree: forward slashes, no `./`. Throws `Failure` (`bad-input`) for one that could lead out of the repository. */
export function treePaths(paths: readonly string[]): string[] {
  return paths.map(treePath);
}

export function treePath(given: string): string {
  const path = given
    .replaceAll("\\", "/")
    .replace(/^(?:\.\/)+/, "")
    .replace(/\/+$/, "");
  const odd =
    path === "" ||
    path.startsWith("/") ||
    /^[A-Za-z]:/.test(path) ||
    /\p{Cc}/u.test(path) ||
    !path.isWellFormed() ||
    path.split("/").some((part) => part === ".." || part === "." || part === "");
  if (!odd) return path;
  throw new Failure("bad-input", `${JSON.stringify(given.slice(0, 200))} is no path inside of the repository.`, {
    hint: "Name it from the top of the repository, such as src/pay/fee.ts.",
  });
}
