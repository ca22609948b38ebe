import { spawn } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "../../model/failure.ts";
import type { Signer } from "../signatures.ts";

/** Makes an Ed25519 key pair without passphrase, for a person of the sample only. Answers with the public key's line. */
export async function makeSampleKey(file: string, comment: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await sshKeygen(["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file], "");
  return (await readFile(`${file}.pub`, "utf8")).trim();
}

/** Signs with a key file that needs no passphrase. */
export function sampleSigner(file: string): Signer {
  return (message, namespace) => sshKeygen(["-Y", "sign", "-q", "-n", namespace, "-f", file], message);
}

function sshKeygen(args: readonly string[], input: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("ssh-keygen", args, { stdio: ["pipe", "pipe", "pipe"] });
    const output: Buffer[] = [];
    const complaint: Buffer[] = [];
    child.stdout.on("data", (bytes: Buffer) => output.push(bytes));
    child.stderr.on("data", (bytes: Buffer) => complaint.push(bytes));
    child.on("error", (cause) =>
      reject(
        new Failure("unsupported", "The sample's people sign with ssh-keygen, which could not be started.", { hint: "Install OpenSSH's client and run the command again.", cause }),
      ),
    );
    child.on("close", (code) =>
      code === 0
        ? resolve(Buffer.concat(output).toString("utf8"))
        : reject(new Failure("unsupported", `ssh-keygen ended with code ${code}: ${Buffer.concat(complaint).toString("utf8").trim().slice(0, 300)}`)),
    );
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
