import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSshKeyLine } from "../ledger/index.ts";
import { Failure } from "../model/failure.ts";
import type { Key, Person } from "../model/people.ts";
import type { Signer } from "../workflow/index.ts";
import type { Call } from "./command.ts";
import { visible } from "./terminal.ts";

/** A key that this person could sign with here: where it is, and which public key it is. */
interface Candidate {
  /** What `ssh-keygen -f` takes, or the line of a key that only an agent holds. */
  readonly at: { readonly file: string } | { readonly line: string };
  readonly fingerprint: string;
  readonly origin: string;
}

export const usualKeyFiles = ["id_ed25519_sk", "id_ecdsa_sk", "id_ed25519", "id_ecdsa", "id_rsa"];

/**
 * A signer with the person's SSH key, by `ssh-keygen -Y sign`: the file that `--key` or the setting names, else one of the data folder's
 * (the sample has them), the usual ones in `~/.ssh` and those of an agent, whichever is enrolled. `ssh-keygen` asks for a passphrase on
 * the terminal itself; we never see it. Throws `Failure`: `unsupported` without `ssh-keygen`, `not-found` for a missing file, `refused`
 * when no key is enrolled to the person.
 */
export async function signerFor(call: Call, person: Pick<Person, "id" | "handle" | "name">, keys: readonly Key[], named: string | null = call.settings.key): Promise<Signer> {
  const enrolled = new Set(keys.filter((key) => key.person === person.id && key.revokedAt === null && key.kind === "ssh").map(({ fingerprint }) => fingerprint));
  const candidates = named === null ? await lookAround(call, person.handle) : [await candidateOf(named, "--key")];
  const found = candidates.find(({ fingerprint }) => enrolled.has(fingerprint));
  if (found) return (message, namespace) => sign(call, found, message, namespace);
  const [first] = candidates;
  const enrol = `countersign keys add ${person.handle} ${first && "file" in first.at ? `${first.at.file.replace(/\.pub$/, "")}.pub` : "FILE.pub"}`;
  if (named !== null)
    throw new Failure("refused", `The key ${first?.fingerprint} is not enrolled to ${person.name}.`, { hint: `Name another with --key, or have it enrolled: \`${enrol}\`.` });
  // Somebody whose key is enrolled only has to say where it is.
  const [own] = enrolled;
  throw new Failure(
    "refused",
    candidates.length === 0 ? "No SSH key was found to sign with." : `None of the ${candidates.length} SSH keys found here is enrolled to ${person.name}.`,
    {
      hint: own === undefined ? `Name the key with --key, or have one enrolled: \`${enrol}\`.` : `Name the file of ${own} with --key, or with COUNTERSIGN_KEY.`,
    },
  );
}

async function lookAround(call: Call, handle: string): Promise<Candidate[]> {
  const files = [join(call.settings.place, "keys", "people", handle), ...usualKeyFiles.map((name) => join(call.io.home, ".ssh", name))];
  const found = await Promise.all(files.filter((file) => existsSync(file) && existsSync(`${file}.pub`)).map((file) => candidateOf(file, file).catch(() => null)));
  return [...found.filter((candidate) => candidate !== null), ...(await agentKeys())];
}

/** The public half tells which key a file is, so that no passphrase is needed to find out. Throws `Failure`. */
async function candidateOf(file: string, origin: string): Promise<Candidate> {
  if (!existsSync(file)) throw new Failure("not-found", `There is no key file ${file}.`, { hint: "Name a private key, or a public one whose private half an agent holds." });
  const publicFile = file.endsWith(".pub") || !existsSync(`${file}.pub`) ? file : `${file}.pub`;
  const text = (await readFile(publicFile, "utf8")).trim();
  const line = text.includes("PRIVATE KEY") ? await publicLineOf(file) : text;
  const { fingerprint } = parseSshKeyLine(line, { file: publicFile });
  const privateFile = file.replace(/\.pub$/, "");
  return { at: { file: existsSync(privateFile) ? privateFile : file }, fingerprint, origin };
}

async function publicLineOf(file: string): Promise<string> {
  const answer = await output("ssh-keygen", ["-y", "-f", file]);
  if (answer === null) throw new Failure("bad-input", `The public half of ${file} could not be read.`, { hint: `Put it beside: \`ssh-keygen -y -f ${file} > ${file}.pub\`.` });
  return answer.trim();
}

async function agentKeys(): Promise<Candidate[]> {
  const lines = ((await output("ssh-add", ["-L"])) ?? "").split("\n");
  return lines.flatMap((line) => {
    try {
      return [{ at: { line }, fingerprint: parseSshKeyLine(line).fingerprint, origin: "ssh-agent" }];
    } catch {
      // An agent may hold kinds of key that nobody signs decisions with.
      return [];
    }
  });
}

async function sign(call: Call, { at }: Candidate, message: Uint8Array, namespace: string): Promise<string> {
  if ("file" in at) return await keygenSign(call, ["-f", at.file], message, namespace);
  const folder = await mkdtemp(join(tmpdir(), "countersign-key-"));
  try {
    const file = join(folder, "key.pub");
    await writeFile(file, `${at.line}\n`);
    return await keygenSign(call, ["-f", file], message, namespace);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One run of `ssh-keygen -Y sign`. Passphrases are asked on `/dev/tty`; what it says (touch the key) is passed on as it comes. */
function keygenSign(call: Call, key: readonly string[], message: Uint8Array, namespace: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("ssh-keygen", ["-q", "-Y", "sign", ...key, "-n", namespace], { stdio: ["pipe", "pipe", "pipe"] });
    const [armour, said]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => armour.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => {
      said.push(chunk);
      if (call.io.terminal.errors) call.io.writeError(chunk.toString("utf8").split("\n").map(visible).join("\n"));
    });
    // The child may have ended before it read the message; its exit code says why.
    child.stdin.on("error", () => {});
    child.once("error", (cause: NodeJS.ErrnoException) => reject(cause.code === "ENOENT" ? withoutKeygen(cause) : cause));
    child.once("close", (code) => {
      if (code === 0) resolve(Buffer.concat(armour).toString("utf8"));
      else reject(unsigned(Buffer.concat(said).toString("utf8")));
    });
    child.stdin.end(message);
  });
}

function withoutKeygen(cause: unknown): Failure {
  return new Failure("unsupported", "The program ssh-keygen is not installed, and a decision is signed with it.", { hint: "Install OpenSSH 8.2 or newer.", cause });
}

function unsigned(said: string): Failure {
  const why = said.trim().split("\n").at(-1)?.slice(0, 200) ?? "";
  return new Failure("signature-invalid", `Nothing was signed or recorded${why ? `: ssh-keygen says ${JSON.stringify(why)}` : ""}.`, {
    hint: "Without a terminal, use a key without passphrase or load it into an agent with `ssh-add`.",
  });
}

function output(program: string, words: readonly string[]): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...words], { timeout: 10_000 }, (error, stdout) => {
      if (error && "code" in error && error.code === "ENOENT" && program === "ssh-keygen") reject(withoutKeygen(error));
      else resolve(error ? null : stdout);
    });
    child.stdin?.end();
  });
}
