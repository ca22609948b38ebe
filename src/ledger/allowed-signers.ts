import { Failure, type Place } from "../model/failure.ts";
import { parseSshKeyLine, type SshPublicKey } from "./ssh-key.ts";

/** One line of an `allowed_signers` file (ssh-keygen(1), "ALLOWED SIGNERS"). */
export interface AllowedSigner {
  /** Who signs; one name, no pattern. */
  readonly principal: string;
  readonly namespaces: readonly string[];
  /** UTC, `2026-01-31T09:00:00Z`; signatures before it are refused. Null for no bound. */
  readonly validAfter: string | null;
  /** UTC; signatures after it are refused. Null for no bound. */
  readonly validBefore: string | null;
  readonly key: SshPublicKey;
}

/**
 * The `allowed_signers` file for `ssh-keygen -Y verify`: a line per key. Times carry a Z, since without it ssh-keygen reads them in the
 * local time of the auditor. Throws `Failure` (`bad-usage`) for what a line cannot hold.
 */
export function formatAllowedSigners(entries: readonly AllowedSigner[]): string {
  return entries.map((entry) => `${formatEntry(entry)}\n`).join("");
}

function formatEntry({ principal, namespaces, validAfter, validBefore, key }: AllowedSigner): string {
  if (!isPlain(principal) || principal.startsWith("#"))
    throw new Failure("bad-usage", `${JSON.stringify(principal)} cannot name a signer: spaces, quotes, commas and the pattern signs * ? ! are not allowed.`);
  if (namespaces.length === 0 || !namespaces.every(isPlain))
    throw new Failure("bad-usage", `The key of ${principal} needs plain namespaces; without any, ssh-keygen would accept all.`);
  if (validAfter !== null && validBefore !== null && compact(validBefore) <= compact(validAfter))
    throw new Failure("bad-usage", `The key of ${principal} would end before it begins.`);
  const options = [
    `namespaces="${namespaces.join(",")}"`,
    ...(validAfter === null ? [] : [`valid-after="${compact(validAfter)}"`]),
    ...(validBefore === null ? [] : [`valid-before="${compact(validBefore)}"`]),
  ];
  return `${principal} ${options.join(",")} ${key.line}`;
}

/**
 * Reads an `allowed_signers` file as `formatAllowedSigners` writes it; empty lines and comments are skipped, every other form is refused
 * rather than understood in part. Throws `Failure` (`bad-input`, `unsupported`) with line and column.
 */
export function parseAllowedSigners(text: string, file?: string): AllowedSigner[] {
  return text.split("\n").flatMap((line, row) => {
    const place: Place = { ...(file === undefined ? {} : { file }), line: row + 1 };
    return line.trim() === "" || line.startsWith("#") ? [] : [parseEntry(line, place)];
  });
}

function parseEntry(line: string, place: Place): AllowedSigner {
  const refuse = (column: number, what: string): never => {
    throw new Failure("bad-input", `This line of allowed signers is not accepted: ${what}.`, {
      place: { ...place, column },
      hint: 'A line reads <name> namespaces="…"[,valid-after="…"][,valid-before="…"] <key>.',
    });
  };
  const [, principal = "", options = "", keyLine = ""] = /^(\S+) (\S+) (.*)$/.exec(line) ?? [];
  if (!isPlain(principal)) return refuse(1, "it does not begin with one plain name");
  const optionsAt = principal.length + 2;
  const found = /^namespaces="([^"]*)"(?:,valid-after="(\d{14})Z")?(?:,valid-before="(\d{14})Z")?$/.exec(options);
  const [, names = "", after, before] = found ?? [];
  const namespaces = names.split(",");
  if (found === null || !namespaces.every(isPlain)) return refuse(optionsAt, "its options are not namespaces and UTC times ending in Z");
  const validAfter = after === undefined ? null : (expand(after) ?? refuse(optionsAt, "valid-after is no time"));
  const validBefore = before === undefined ? null : (expand(before) ?? refuse(optionsAt, "valid-before is no time"));
  const keyAt = optionsAt + options.length + 1;
  try {
    return { principal, namespaces, validAfter, validBefore, key: parseSshKeyLine(keyLine, place) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.code, error.message, { place: { ...place, column: keyAt - 1 + (error.place?.column ?? 1) }, hint: error.hint });
  }
}

function isPlain(name: string): boolean {
  return /^[^\s"',*?!\\\p{Cc}]+$/u.test(name) && name.isWellFormed();
}

// 2026-01-31T09:00:00Z as 20260131090000Z, to the second.
function compact(time: string): string {
  const instant = new Date(time);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(time) || Number.isNaN(instant.getTime()))
    throw new Failure("bad-usage", `${JSON.stringify(time)} is not a UTC time ending in Z.`);
  return `${instant.toISOString().slice(0, 19).replace(/\D/g, "")}Z`;
}

function expand(digits: string): string | null {
  const time = digits.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, "$1-$2-$3T$4:$5:$6Z");
  const instant = new Date(time);
  return !Number.isNaN(instant.getTime()) && compact(instant.toISOString()) === `${digits}Z` ? time : null;
}
