import { visible } from "../git/index.ts";

/** Text of several lines, by whomever it was written: lines stay, and within each whatever would hide, reorder or act is made visible. */
export function shownText(text: string): string {
  return text.split("\n").map(visible).join("\n");
}
