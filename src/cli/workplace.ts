import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../model/failure.ts";
import type { By, Workplace } from "../workflow/index.ts";
import type { Call } from "./command.ts";

/** Opens the data folder for the time of `act`. Throws `Failure` (`not-initialised`) when there is none. */
export async function withWorkplace<T>(call: Call, act: (workplace: Workplace) => Promise<T>): Promise<T> {
  const { openWorkplace } = await import("../workflow/index.ts");
  if (call.settings.sample && !existsSync(call.settings.place)) throw new Failure("not-initialised", "There is no sample yet.", { hint: "Make it with `countersign sample`." });
  await using workplace = await openWorkplace({ folder: call.settings.place, clock: call.io.clock, random: call.io.random });
  return await act(workplace);
}

/** Whether an organisation was founded in the folder. Asked without the store, which takes longer to load than a small check to run. */
export function isFounded(folder: string): boolean {
  return existsSync(join(folder, "instance.json"));
}

/** As `withWorkplace`, with null where nothing was founded yet. */
export async function withWorkplaceIfAny<T>(call: Call, act: (workplace: Workplace | null) => Promise<T>): Promise<T> {
  return isFounded(call.settings.place) || call.settings.sample ? await withWorkplace(call, act) : await act(null);
}

/**
 * For what opens a gate: refuses a data folder that a `countersign.config.yaml` in a repository names, since the change under judgement may hold that file
 * and would choose its own judge (threat F02). Throws `Failure` (`bad-usage`).
 */
export function refuseDataFromFile(call: Call): void {
  const data = call.settings.all.find(({ name }) => name === "data");
  if (data?.fromFile) {
    throw new Failure("bad-usage", `The data folder of a gate is not taken from ${data.origin}, because the change under judgement may hold that file.`, {
      hint: "Name it with --data or COUNTERSIGN_DATA.",
    });
  }
}

/** Who acts: the setting `person`, else git's `user.email`. Claiming to be somebody proves nothing, which is why decisions are signed. Throws `Failure` (`bad-usage`). */
export async function actor(call: Call): Promise<By> {
  const by = call.settings.person ?? (await gitSetting(call, "user.email"));
  if (by === null) throw new Failure("bad-usage", "Nobody is named who does this.", { hint: "Name yourself with --as HANDLE or COUNTERSIGN_PERSON." });
  return by;
}

/** A setting of git as the person has it, or null. */
export async function gitSetting(call: Call, name: "user.email" | "user.name"): Promise<string | null> {
  return await new Promise((resolve) => {
    const folder = existsSync(call.settings.repo) ? call.settings.repo : call.io.folder;
    execFile("git", ["config", "--get", name], { cwd: folder }, (error, output) => resolve(error || output.trim() === "" ? null : output.trim()));
  });
}
