import { describe, expect, it } from "vitest";
import { severityCalled } from "./severity.ts";

describe("severity", () => {
  it.each([
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "critical"],
    ["CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "high"],
    ["CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:L", "medium"],
    ["CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", "low"],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "none"],
    ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "critical"],
    ["AV:N/AC:L/Au:N/C:P/I:P/A:P", "high"],
    ["Moderate", "medium"],
    ["10.0", "critical"],
    ["6.9", "medium"],
  ])("%s is %s", (text, severity) => expect(severityCalled(text)).toBe(severity));

  it.each([
    "CVSS:3.1/AV:N",
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:X",
    "CVSS:4.0/AV:N/AC:L",
    "CVSS:5.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "10.1",
    "-1",
    "",
    "grave",
    "toString",
    "__proto__",
    `CVSS:3.1/${"AV:N/".repeat(10_000)}`,
  ])("%.40s is nothing that is known", (text) => expect(severityCalled(text)).toBeNull());
});
