import { Check, Field } from "../../parts/field.tsx";
import type { Said } from "./said.ts";

/** One criterion in words: it is so, or what is signed by it stays undone. */
export function ExitQuestion({ asks, said, onSay }: { readonly asks: string; readonly said: Said; readonly onSay: (said: Said) => void }) {
  return (
    <fieldset className="exit-question">
      <legend>{asks}</legend>
      <Check label="It is so" checked={said.met} onChange={(met) => onSay({ ...said, met })} />
      {said.met ? <Reason said={said} onSay={onSay} /> : null}
    </fieldset>
  );
}

export function Reason({ said, onSay }: { readonly said: Said; readonly onSay: (said: Said) => void }) {
  return (
    <Field
      label="What that rests on"
      hint="Who was asked, and when. It may stay empty."
      value={said.reason}
      maxLength={2_000}
      onChange={(event) => onSay({ ...said, reason: event.target.value })}
    />
  );
}
