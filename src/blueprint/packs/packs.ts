import { banking } from "./banking.ts";
import { healthcare } from "./healthcare.ts";
import { logistics } from "./logistics.ts";
import type { Pack } from "./pack.ts";
import { saas } from "./saas.ts";

export const packNames = ["healthcare", "banking", "logistics", "saas"] as const;
export type PackName = (typeof packNames)[number];

const packs: Readonly<Record<PackName, Pack>> = { healthcare, banking, logistics, saas };

export function packNamed(name: PackName): Pack {
  return packs[name];
}

export function isPackName(name: string): name is PackName {
  return packNames.some((known) => known === name);
}
