import { describe, expect, it } from "vitest";
import { Failure } from "../model/failure.ts";
import { parseOrigin, readServerSettings } from "./settings.ts";

const refused = (attempt: () => unknown) => {
  try {
    attempt();
  } catch (error) {
    return error instanceof Failure ? error.code : error;
  }
  return "accepted";
};

describe("the settings of the server", () => {
  it("come from flags, then variables, then what is usual", () => {
    expect(readServerSettings({}, {})).toEqual({ port: 8080, host: "127.0.0.1", origin: null, oidc: null, smtp: null, webhook: null });
    const env = { COUNTERSIGN_PORT: "9000", COUNTERSIGN_HOST: "0.0.0.0", COUNTERSIGN_ORIGIN: "https://a.example/" };
    expect(readServerSettings({}, env)).toMatchObject({ port: 9000, host: "0.0.0.0", origin: "https://a.example" });
    expect(readServerSettings({ port: "0", host: "::1", origin: "https://b.example:8443" }, env)).toMatchObject({ port: 0, host: "::1", origin: "https://b.example:8443" });
    expect(readServerSettings({}, { COUNTERSIGN_SMTP_URL: "smtp://mail.example", COUNTERSIGN_MAIL_FROM: "c@a.example" }).smtp).toEqual({
      url: "smtp://mail.example",
      from: "c@a.example",
    });
  });

  it.each(["http://a.example", "https://a.example/path", "a.example", "javascript:alert(1)", "http://127.0.0.1:8080", "https://a.example,b.example", "null"])(
    "refuse %s as origin",
    (text) => {
      expect(refused(() => parseOrigin(text))).toBe("bad-usage");
    },
  );

  it("take http on this machine itself, and https anywhere", () => {
    expect(parseOrigin("http://localhost:8080")).toEqual({ origin: "http://localhost:8080", rpId: "localhost" });
    expect(parseOrigin("https://a.example/")).toEqual({ origin: "https://a.example", rpId: "a.example" });
  });

  it.each(["-1", "65536", "80.5", "0x50", "http", "", " 80"])("refuse %j as port", (port) => {
    expect(refused(() => readServerSettings({ port }, {}))).toBe("bad-usage");
  });

  it("refuse half of what belongs together", () => {
    expect(refused(() => readServerSettings({}, { COUNTERSIGN_OIDC_ISSUER: "https://login.example" }))).toBe("bad-usage");
    expect(refused(() => readServerSettings({}, { COUNTERSIGN_WEBHOOK_SECRET: "s" }))).toBe("bad-usage");
  });
});
