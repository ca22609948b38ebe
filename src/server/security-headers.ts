import { isSecure } from "./cookies.ts";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types countersign",
  "report-to csp",
].join("; ");

/** What stands on every answer. Nothing inline runs, nothing is framed, nothing is sent elsewhere. */
export function securityHeaders(origin: string): readonly (readonly [name: string, value: string])[] {
  return [
    ["Content-Security-Policy", policy],
    ...(isSecure(origin) ? ([["Strict-Transport-Security", "max-age=31536000; includeSubDomains"]] as const) : []),
    ["X-Content-Type-Options", "nosniff"],
    ["Referrer-Policy", "no-referrer"],
    ["Cross-Origin-Opener-Policy", "same-origin"],
    ["Cross-Origin-Resource-Policy", "same-origin"],
    ["Permissions-Policy", "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=()"],
  ];
}
