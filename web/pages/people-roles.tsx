import { useAnswer } from "../api/queries.ts";
import { Check } from "../parts/field.tsx";
import { spaced } from "../words.ts";
import { knownRoles } from "./people-words.ts";

/** The roles that a person has: those that the product knows, and whatever others somebody here holds. */
export function Roles({ roles, onChange }: { readonly roles: readonly string[]; readonly onChange: (roles: readonly string[]) => void }) {
  const { data } = useAnswer("people.list");
  const known = new Map(knownRoles);
  const others = new Set([...(data?.items ?? []).flatMap((line) => line.roles), ...roles]);
  const all = [...known.keys(), ...[...others].filter((role) => !known.has(role)).sort()];
  const turn = (role: string, on: boolean) => onChange(on ? [...roles, role] : roles.filter((each) => each !== role));
  return (
    <fieldset className="radio-group">
      <legend>Roles</legend>
      <div className="radios">
        {all.map((role) => (
          <Check key={role} label={spaced(role)} hint={known.get(role)} checked={roles.includes(role)} onChange={(on) => turn(role, on)} />
        ))}
      </div>
    </fieldset>
  );
}
