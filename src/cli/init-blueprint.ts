import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileKinds, filePath } from "../blueprint/index.ts";
import { Failure } from "../model/failure.ts";
import type { Call } from "./command.ts";
import { blank, command, line, type Page } from "./page.ts";

const aDay = 86_400_000;

/** What was said of a blueprint on the command line, and what of it stands there. */
export interface BlueprintGround {
  /** First day; null where nobody named one. */
  readonly start: string | null;
  /** Whether files of it are wanted and some are lacking. */
  readonly lacking: boolean;
  /** Whether a person at a terminal is asked when it starts. */
  readonly open: boolean;
}

/** Throws `Failure` (`bad-usage`, `already-exists`) before anything is recorded. */
export function blueprintGround({ values, io }: Call, workTree: string | null): BlueprintGround {
  const named = values.text("blueprint");
  if (values.flag("no-blueprint")) return { start: null, lacking: false, open: false };
  if (workTree === null) {
    if (named === undefined) return { start: null, lacking: false, open: false };
    throw new Failure("bad-usage", "A bare repository has no files for a blueprint.", { hint: "Run init in a work tree, or leave out --blueprint." });
  }
  const there = (path: string) => existsSync(join(workTree, path));
  if (named !== undefined && there(filePath("blueprint")))
    throw new Failure("already-exists", `${filePath("blueprint")} is there already, and says when it starts. Nothing was written.`, {
      hint: "Leave out --blueprint; `countersign blueprint start` starts the one that is there.",
    });
  const start = named === undefined ? null : named === "now" ? today(io.clock()) : dayNamed(named);
  return { start, lacking: fileKinds.some((kind) => !there(filePath(kind))), open: named === undefined && !there(filePath("blueprint")) };
}

function dayNamed(text: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(at) && today(at) === text) return text;
  throw new Failure("bad-usage", `--blueprint takes its first day, and ${JSON.stringify(text)} is none.`, { hint: "Such as 2027-03-01, or now." });
}

export function today(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** The Monday after a day, at which a draft begins until somebody says otherwise. */
export function nextMonday(now: number): string {
  const days = (8 - new Date(now).getUTCDay()) % 7 || 7;
  return today(now + days * aDay);
}

export interface FirstBlueprint {
  readonly written: readonly string[];
  /** Null where it did not start. */
  readonly started: { readonly start: string; readonly end: string; readonly warning: string | null } | null;
}

export function blueprintSaid({ written, started }: FirstBlueprint): string {
  if (started !== null) return `runs from ${started.start} to ${started.end}: until it is closed, the gate lets only documents and rules pass`;
  if (written.length === 0) return "its files are there already, or are left out";
  return "its files are written as drafts, which hold nothing up; `countersign blueprint start` begins it";
}

/** What the team does next with the drafts. */
export function blueprintNext({ written }: FirstBlueprint): Page {
  if (written.length === 0) return [];
  return [
    blank,
    line("For the blueprint: name who holds which role in .countersign/blueprint.yaml, judge each risk in .countersign/risks.yaml, and see what is missing."),
    command("countersign blueprint lint"),
  ];
}
