// Written by `cargo xtask bindings`; do not edit.
import { invoke as __TAURI_INVOKE } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

export const commands = {
	/**  How Daybook stands, from what was written. */
	status: () => __TAURI_INVOKE<Status>("status"),
	/**  The shell itself: version, tray, platform, language. */
	shell: () => __TAURI_INVOKE<Shell>("shell"),
	/**  Sets Daybook up with the owner's choices, and begins to capture. */
	setUp: (choices: Change[]) => __TAURI_INVOKE<null>("set_up", { choices }),
	/**  One local day; `null` is today. */
	day: (date: string | null) => __TAURI_INVOKE<Day>("day", { date }),
	/**  The days of a month ("2026-11") that hold time. */
	month: (month: string) => __TAURI_INVOKE<MonthDay[]>("month", { month }),
	/**  What was in front during a block, the longest first. */
	evidence: (block: string) => __TAURI_INVOKE<Seen[]>("evidence", { block }),
	/**  What is being done now. */
	current: () => __TAURI_INVOKE<Current | null>("current"),
	correct: (block: string, correction: Correction) => __TAURI_INVOKE<Block>("correct", { block, correction }),
	/**  Says the same of several blocks, as one act. */
	correctAll: (blocks: string[], correction: Correction) => __TAURI_INVOKE<null>("correct_all", { blocks, correction }),
	/**  Confirms drafts as they are. */
	confirm: (blocks: string[]) => __TAURI_INVOKE<null>("confirm", { blocks }),
	/**  Makes confirmed blocks drafts again. */
	reopen: (blocks: string[]) => __TAURI_INVOKE<null>("reopen", { blocks }),
	undo: () => __TAURI_INVOKE<Step | null>("undo"),
	redo: () => __TAURI_INVOKE<Step | null>("redo"),
	clients: () => __TAURI_INVOKE<Client[]>("clients"),
	addClient: (name: string) => __TAURI_INVOKE<Client>("add_client", { name }),
	addProject: (client: string, name: string) => __TAURI_INVOKE<Project>("add_project", { client, name }),
	pause: (length: PauseLength) => __TAURI_INVOKE<null>("pause", { length }),
	resume: () => __TAURI_INVOKE<null>("resume"),
	/**  Forgets the last so many minutes. */
	forget: (minutes: number) => __TAURI_INVOKE<Forgotten>("forget", { minutes }),
	privacy: () => __TAURI_INVOKE<Privacy>("privacy"),
	/**  Searches the data directory for anything raw. */
	selfCheck: () => __TAURI_INVOKE<SelfCheck>("self_check"),
	/**  Whether a window would be captured. */
	wouldCapture: (window: Window) => __TAURI_INVOKE<Verdict>("would_capture", { window }),
	addExclusion: (field: ExclusionField, pattern: string) => __TAURI_INVOKE<Exclusion>("add_exclusion", { field, pattern }),
	removeExclusion: (id: string) => __TAURI_INVOKE<null>("remove_exclusion", { id }),
	settings: () => __TAURI_INVOKE<Settings>("settings"),
	changeSettings: (changes: Change[]) => __TAURI_INVOKE<Settings>("change_settings", { changes }),
	setGeminiKey: (key: string) => __TAURI_INVOKE<null>("set_gemini_key", { key }),
	removeGeminiKey: () => __TAURI_INVOKE<null>("remove_gemini_key"),
	/**  What works on this machine, what does not, and what would help. */
	findings: () => __TAURI_INVOKE<Finding[]>("findings"),
	models: () => __TAURI_INVOKE<Model[]>("models"),
	/**  Fetches a model; `model_progress` events follow until it is there, fails or is cancelled. */
	installModel: (name: string) => __TAURI_INVOKE<null>("install_model", { name }),
	cancelModel: () => __TAURI_INVOKE<null>("cancel_model"),
	useModel: (name: string) => __TAURI_INVOKE<null>("use_model", { name }),
	removeModel: (name: string) => __TAURI_INVOKE<null>("remove_model", { name }),
	startsAtLogin: () => __TAURI_INVOKE<boolean>("starts_at_login"),
	setStartAtLogin: (on: boolean) => __TAURI_INVOKE<null>("set_start_at_login", { on }),
	/**  Whether there is a newer version; `null` where updates are off or none is newer. */
	checkForUpdate: () => __TAURI_INVOKE<Update | null>("check_for_update"),
	installUpdate: () => __TAURI_INVOKE<null>("install_update"),
	/**  Opens Daybook's data directory in the file manager. */
	showData: () => __TAURI_INVOKE<null>("show_data"),
	/**  The page shows real content: told once per window. */
	painted: () => __TAURI_INVOKE<null>("painted"),
	/**  Closes the window and records on. */
	hide: () => __TAURI_INVOKE<null>("hide"),
	/**  Ends Daybook. */
	quit: () => __TAURI_INVOKE<null>("quit"),
};

export const events = {
	changed: __event<Changed>("changed"),
};

/* Types */

/**  Milliseconds: an instant is UTC since 1970, a length is elapsed time. */
export type Ms = number;

/**  Something changed; the window asks again. Carries no content. */
export type Changed =
	| { kind: "ledger" } | { kind: "blocks" } | { kind: "wiped" } | { kind: "clients" }
	| { kind: "settings" } | { kind: "status" }
	/**  Midnight passed, or the time zone changed. */
	| { kind: "day" }
	/**  The tray appeared or went away. */
	| { kind: "tray" }
	/**  The tray or a notification asks for a page: today, privacy, settings. */
	| { kind: "go"; page: string }
	/**  The owner closed the window and there is no tray to close it to. */
	| { kind: "close_asked" }
	| { kind: "model_progress"; name: string; done_bytes: number; total_bytes: number; state: "running" | "done" | "failed" | "cancelled"; problem: Problem | null };

export type Problem = { code: string; message: string };

export type LightState = "recording" | "paused" | "excluded" | "problem" | "off" | "elsewhere";
export type State = "working" | "call" | "idle" | "locked" | "asleep" | "excluded" | "paused" | "off";

export type Status = {
	/**  What the tray icon shows. `elsewhere`: another process captures. `off`: not set up, or nobody captures. */
	light: LightState,
	/**  The newest row's state, if rows are being written. */
	state: State | null,
	last_written_ms: Ms | null,
	now_ms: Ms,
	/**  `null` while not paused; the end of a pause; -1 until resumed. */
	paused_until_ms: Ms | null,
	/**  What is wrong, the worst first. */
	troubles: Trouble[],
	/**  Why there are no pictures, where none are taken. */
	no_pictures: string | null,
	sound: Track[],
	spool: Spool,
	/**  Chunks that wait to become blocks. */
	queue: number,
	/**  Working and on calls today. */
	today_ms: Ms,
	/**  Drafts of today. */
	drafts: number,
	/**  For whom the work of the last minutes was, if known. */
	client: string | null,
	is_set_up: boolean,
};
export type TroubleCode = "database_locked" | "disk_full" | "database" | "spool_full" | "no_screen" | "pictures_refused" | "microphone" | "system_sound" | "keys" | "stalled" | "ended" | "other";
export type Trouble = { code: TroubleCode, since_ms: Ms, /**  One English sentence with the way out. */ message: string };
export type Track = { track: "microphone" | "system", state: string, device: string | null };
export type Spool = { files: number, bytes: number, budget_bytes: number, oldest_ms: Ms | null };

export type Shell = {
	version: string,
	platform: "linux" | "macos" | "windows",
	/**  Whether the system has a tray now. */
	tray: boolean,
	/**  The language in force ("en", "de") after the settings and the system. */
	language: string,
	/**  The system's locale for dates and numbers ("de-AT"). */
	locale: string,
	home: string,
	/**  Why updates are off, if they are. */
	updates_off: string | null,
	/**  Where the tray or a notification asked to go, for a window that was just opened. */
	page: string | null,
};

export type Day = {
	/**  "2026-11-20" */
	date: string,
	/**  IANA name of the zone in force. */
	zone: string,
	start_ms: Ms,
	end_ms: Ms,
	now_ms: Ms,
	is_today: boolean,
	blocks: Block[],
	/**  The ledger: every second since capture was switched on, equal neighbours joined. */
	stretches: Stretch[],
	/**  What an undo or redo would do, for the menu. */
	undo: Step | null,
	redo: Step | null,
};
export type Stretch = { start_ms: Ms, end_ms: Ms, state: State };
export type Block = {
	id: string, start_ms: Ms, end_ms: Ms,
	client: Ref | null, project: Ref | null,
	label: string, billable: boolean,
	/**  0 to 1. */
	confidence: number,
 	/**  Why, as one English sentence. */
	reason: string,
	/**  The same for another language, where Daybook itself found the reason: a kind and what fills it. */
	why: Why | null,
	status: "draft" | "confirmed", edited: boolean,
};
export type Why = { kind: string, parts: { [key in string]: string } };
export type Ref = { id: string, name: string };
export type Correction = {
	/**  A name; "" takes the client away; `null` leaves it. A name that is not known is an error of code "unknown". */
	client: string | null, project: string | null, label: string | null, billable: boolean | null,
};
export type Step = { kind: "assign" | "relabel" | "billable" | "confirm" | "reopen" | "edit", /**  How many blocks. */ blocks: number, at_ms: Ms };
export type Seen = { program: string, title: string, length_ms: Ms };
export type Current = { state: State, since_ms: Ms, program: string | null, title: string | null, client: Ref | null, project: Ref | null, label: string };
export type MonthDay = { date: string, work_ms: Ms, drafts: number };

/**  `colour` is 0 to 7: which of the client colours. */
export type Client = { id: string, name: string, colour: number, projects: Project[] };
export type Project = { id: string, name: string };

export type PauseLength = "quarter_hour" | "hour" | "until_tomorrow" | "until_resumed";
export type Forgotten = { files: number, bytes: number, drafts: number };

export type Privacy = {
	spool: Spool,
	wiped_today_files: number,
	outbound_today_bytes: number,
	has_cloud_key: boolean,
	receipts: Receipt[],
	outbound: Outbound[],
	exclusions: Exclusion[],
	/**  Exclusions that cannot be read, so that everything is excluded. */
	broken: Exclusion[],
	/**  Programs that are excluded from the start. */
	built_in: string[],
	retention_hours: number,
};
export type Receipt = { start_ms: Ms, end_ms: Ms, wiped_ms: Ms, files: number, bytes: number, cause: "committed" | "retention" | "forgotten" };
export type Outbound = { at_ms: Ms, service: string, model: string, bytes: number, kinds: string[] };
export type ExclusionField = "program" | "title" | "site";
export type Exclusion = { id: string, field: ExclusionField, pattern: string };
export type Window = { program: string, title: string };
export type Verdict = {
	captured: boolean,
	why: "open" | "own" | "unreadable" | "passwords" | "private" | "popup" | "owner" | "broken",
	/**  The program's usual name for "passwords", the pattern for "owner" and "broken". */
	detail: string | null,
};
export type SelfCheck = { at_ms: Ms, files: number, bytes: number, leftovers: Leftover[] };
export type Leftover = { /**  Relative to the data directory. */ path: string, what: "unsealed" | "unknown" | "overdue" };

export type SoundMode = "off" | "calls" | "always";
export type Theme = "system" | "light" | "dark";
export type Language = "system" | "en" | "de";
export type Settings = {
	pictures: boolean, words: boolean, sound: SoundMode, microphone: boolean, system_sound: boolean,
	idle_after_seconds: number, retention_hours: number, budget_megabytes: number,
	gemini: boolean, gemini_pictures: boolean, gemini_key: boolean, gemini_requests_per_day: number,
	/**  Where keys are kept, in one English sentence. */
	keys_kept: string,
	theme: Theme, language: Language,
	review_notice: boolean, /**  "17:00" */ review_at: string,
};
export type Change =
	| { pictures: boolean } | { words: boolean } | { sound: SoundMode } | { microphone: boolean } | { system_sound: boolean }
	| { idle_after_seconds: number } | { retention_hours: number } | { budget_megabytes: number }
	| { gemini: boolean } | { gemini_pictures: boolean } | { gemini_requests_per_day: number }
	| { theme: Theme } | { language: Language } | { review_notice: boolean } | { review_at: string };
export type Finding = { /**  Stable; the window has its own words for it. */ code: string, name: string, works: boolean, note: string };
export type Model = { name: string, description: string, size_bytes: number, languages: string, installed: boolean, in_use: boolean, removable: boolean };
export type Update = { version: string, notes: string };

function __event<T>(name: string) {
	return {
		listen: (callback: (event: { payload: T }) => void) => listen<T>(name, callback),
	};
}
