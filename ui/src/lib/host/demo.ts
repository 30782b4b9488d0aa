// The Daybook in memory as an address asks for it: ?theme=dark&page=privacy&language=de&trouble=disk_full.
import type { Theme, TroubleCode } from "./bindings";
import type { Host } from "./host";
import { memory } from "./memory";

export function demo(wishes: URLSearchParams): Host {
  const language = wishes.get("language");
  const zone = wishes.get("zone");
  const host = memory({
    isSetUp: wishes.get("page") !== "welcome",
    tray: wishes.get("tray") !== "no",
    ...(language ? { language } : {}),
    ...(zone ? { zone } : {}),
  });
  const { world } = host;
  const theme = wishes.get("theme") as Theme | null;
  if (theme) world.settings = { ...world.settings, theme };
  world.page = wishes.get("page");
  for (const code of wishes.getAll("trouble")) world.trouble(code as TroubleCode);
  return host;
}
