// Which of the three views of the week is shown; kept while one looks at other pages.

export const VIEWS = ["grid", "list", "calendar"] as const;
export type View = (typeof VIEWS)[number];

class Shown {
  view = $state<View>("grid");

  next(): void {
    this.view = VIEWS[(VIEWS.indexOf(this.view) + 1) % VIEWS.length] ?? "grid";
  }
}

export const shown = new Shown();
