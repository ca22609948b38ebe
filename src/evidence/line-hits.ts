import type { CoverageReport } from "../model/evidence.ts";
import { limits } from "./limits.ts";
import { Halt } from "./outcome.ts";

/** Hits by line of one file, gathered from wherever the report speaks of it. */
export type Hits = Map<number, number>;

/** The files of a coverage report, and what is known of their lines. */
export class LineHits {
  readonly #files = new Map<string, Hits>();
  #named = 0;

  get files(): number {
    return this.#files.size;
  }

  /** The lines of a file, under its path as the report has it. Throws `Halt` (`too-large`). */
  file(path: string): Hits {
    if (path.length > limits.path) throw new Halt("too-large", `A path has more than ${limits.path} characters.`);
    this.#count();
    const key = path.replaceAll("\\", "/");
    const hits = this.#files.get(key) ?? new Map<number, number>();
    this.#files.set(key, hits);
    return hits;
  }

  /** Of several counts of one line the greatest stands: they are parts of the line, or say the same twice. There is no line 0. Throws `Halt` (`too-large`). */
  add(hits: Hits, number: number, count: number): void {
    this.#count();
    if (number > 0) hits.set(number, Math.max(hits.get(number) ?? 0, count));
  }

  report(relativeTo?: CoverageReport["relativeTo"]): CoverageReport {
    const executable = [...this.#files.values()].reduce((sum, hits) => sum + hits.size, 0);
    const hit = [...this.#files.values()].reduce((sum, hits) => sum + hitIn(hits), 0);
    const files = [...this.#files].map(([path, hits]) => ({ path, lines: executable > limits.listedLines ? textOf(hits) : pairsOf(hits) }));
    return { kind: "coverage", executable, hit, files, ...(relativeTo === undefined ? {} : { relativeTo }) };
  }

  #count(): void {
    if (++this.#named > limits.coverageLines) throw new Halt("too-large", `The report names more than ${limits.coverageLines} lines and files; hand it in as several reports.`);
  }
}

function hitIn(hits: Hits): number {
  let hit = 0;
  for (const count of hits.values()) if (count > 0) hit++;
  return hit;
}

function pairsOf(hits: Hits): (readonly [number, number])[] {
  return [...hits].sort(([a], [b]) => a - b);
}

// As objects so many lines would take more memory than all that is read of them.
function textOf(hits: Hits): string {
  return pairsOf(hits)
    .map(([line, count]) => `${line}:${count}`)
    .join(" ");
}
