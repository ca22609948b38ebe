import { setDevice, useDevice } from "../../device.ts";
import { Check, RadioGroup } from "../../parts/field.tsx";
import { Section } from "../../parts/page.tsx";

const papers = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

/** How the pages look and act in this browser. */
export function Browser() {
  const { theme, motion, keys } = useDevice();
  return (
    <Section title="This browser" note="Kept here only; another browser has its own.">
      <div className="settings-sheet">
        <RadioGroup label="Paper" inline choices={papers} value={theme} onChange={(next) => setDevice({ theme: next })} />
        <Check
          label="No motion"
          hint="Nothing slides or fades. Your system's own setting is kept in any case."
          checked={motion === "less"}
          onChange={(less) => setDevice({ motion: less ? "less" : "system" })}
        />
        <Check
          label="Single keys"
          hint="j, k, ? and their kin act on a page. Switch them off if you speak to your computer."
          checked={keys === "on"}
          onChange={(on) => setDevice({ keys: on ? "on" : "off" })}
        />
      </div>
    </Section>
  );
}
