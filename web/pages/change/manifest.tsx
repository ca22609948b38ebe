import type { ChangePage } from "../../diff/shapes.ts";
import { Time } from "../../parts/when.tsx";

/** What a signature meant and when it was made, always with its zone (R24). */
export function Manifest({ meaning, time }: Pick<ChangePage["decisions"][number], "meaning" | "time">) {
  return (
    <p className="quiet">
      Signed as {meaning}, <Time at={time} exactly />
    </p>
  );
}
