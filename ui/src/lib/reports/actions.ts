// What the palette offers on every page: time that comes from other programs, and goes to them.
import type { Action } from "../frame/keys.svelte";
import type { Pages } from "../frame/pages.svelte";
import type { Translate } from "../words/words.svelte";
import { asked, KINDS } from "./asked.svelte";

export function portActions(pages: Pages, t: Translate): Action[] {
  const group = t("page.reports");
  return [
    ...KINDS.map((from): Action => ({
      id: `reports.import.${from}`,
      label: t("reports.import_from", { name: t(`reports.program.${from}`) }),
      group,
      isPaletteOnly: true,
      run: () => {
        asked.what = { kind: "import", from };
        pages.go("reports");
      },
    })),
    {
      id: "reports.export",
      label: t("reports.export"),
      group,
      isPaletteOnly: true,
      run: () => {
        asked.what = { kind: "export" };
        pages.go("reports");
      },
    },
  ];
}
