// Light or dark: as set, or as the system wishes, while it wishes it.
import type { Theme } from "../host/bindings";

export class Look {
  theme = $state<Theme>("system");
  #systemIsDark = $state(false);

  get shown(): "light" | "dark" {
    if (this.theme !== "system") return this.theme;
    return this.#systemIsDark ? "dark" : "light";
  }

  watch(): () => void {
    const wish = matchMedia("(prefers-color-scheme: dark)");
    const changed = () => (this.#systemIsDark = wish.matches);
    changed();
    wish.addEventListener("change", changed);
    return () => wish.removeEventListener("change", changed);
  }
}
