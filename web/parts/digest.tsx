import { announce } from "./status.tsx";

/** A digest by its first 12 digits, with the whole one to copy and on hover. Never alone as the name of something. */
export function Digest({
  value,
  of,
  whole = false,
}: {
  readonly value: string;
  /** What it is the digest of, for the button's name: `commit`, `decision`. */
  readonly of: string;
  /** All of it, where something is signed. */
  readonly whole?: boolean;
}) {
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    announce(`Copied the ${of} digest.`);
  };
  return (
    <span className="digest">
      <code title={value}>{whole ? value : value.slice(0, 12)}</code>
      <button type="button" className="digest-copy" aria-label={`Copy the ${of} digest`} title="Copy" onClick={() => void copy()}>
        <svg viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.4">
          <path d="M5.5 5.500v-3h8v8h-3M2.5 5.500h8v8h-8Z" strokeLinejoin="round" />
        </svg>
      </button>
    </span>
  );
}
