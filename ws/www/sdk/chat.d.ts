/** A subscriber's conversation over chat.v1. What it is for is told in SDK.md. */

/** A quick reply; one of type `openUrl` is a page to be opened, and `value` its address. */
export interface Choice {
	readonly type: string;
	readonly title: string;
	readonly text?: string;
	readonly value: string | { readonly choice: string };
}

export interface Message {
	/** Stays the same from the moment it is sent. */
	readonly key: string;
	/** Its place in the conversation; 0 while it is on its way. */
	readonly seq: number;
	readonly state: 'sending' | 'sent' | 'failed';
	/** Why it failed: a code of WIRE.md. */
	readonly code?: string;
	/** Whether `retry(key)` may help. */
	readonly retryable?: boolean;
	readonly speaker: 'subscriber' | 'bot' | 'agent' | 'system';
	readonly name?: string;
	readonly text: string;
	/** The name of the file that it brings. */
	readonly file?: string;
	/** That file, once the server has it; `url` shows it for a quarter of an hour. */
	readonly upload?: { readonly uploadId: string; readonly type: string; readonly size: number; readonly url: string };
	readonly at: Date;
	/** What is typed next is a code or a password. */
	readonly secret: boolean;
	/** A photo or a document is asked for. */
	readonly wantsFile?: boolean;
	readonly choices: readonly Choice[];
	/** How much of its file has left, 0 to 1. */
	readonly progress?: number;
}

export interface Owner {
	readonly owner: 'bot' | 'waiting' | 'agent' | 'closed';
	readonly agent?: string;
	readonly caseId?: string;
	/** How many are served before. */
	readonly ahead?: number;
}

/** What your server asserts about who is signed in: text, or a function that fetches a fresh one. */
export type IdentitySource = string | (() => string | undefined | Promise<string | undefined>);

export interface TokenStorage {
	getItem(name: string): string | null;
	setItem(name: string, value: string): void;
	removeItem(name: string): void;
}

export interface ChatOptions {
	/** `wss://example.com/chat` */
	url: string;
	/** BCP 47: `zh-CN`, `en` */
	locale?: string;
	identity?: IdentitySource | null;
	/** A name: tabs that have it in common share a conversation. */
	tabs?: string;
	/**
	 * A long conversation is opened with so many of its last activities (1 to 200), and `earlier()` reads as many at a time. Not
	 * given: with all of it.
	 */
	newest?: number;
	/** Where the conversation's token is kept; needed outside of a browser. Default: sessionStorage. */
	storage?: TokenStorage;
}

export interface ChatEvents {
	/** Messages, owner or connection are others. */
	change: Event;
	/** The bot or an agent is typing: show it for 3 seconds. */
	typing: Event;
	/** An error that belongs to no message. */
	fault: CustomEvent<{ code: string; message: string }>;
}

/** A file as React Native's pickers give it. */
export interface NativeFile {
	/** `file:///…` or `content://…` */
	readonly uri: string;
	/** `image/jpeg` */
	readonly type: string;
	readonly name: string;
}

export interface Refusal {
	/** Of WIRE.md (`code_refused`, `too_fast`), or `connection`. */
	readonly code: string;
	readonly message?: string;
	readonly retryAfterMs?: number;
}

export class Chat extends EventTarget {
	constructor(options: ChatOptions);

	locale: string | undefined;
	readonly connection: 'connecting' | 'online' | 'offline';
	readonly owner: Owner;
	/** What has been said, oldest first, then what is on its way. */
	readonly messages: readonly Message[];
	/** Whether something was said in front of `messages`, see {@link ChatOptions.newest}. */
	readonly hasEarlier: boolean;
	readonly expectsSecret: boolean;
	readonly expectsFile: boolean;
	/** Who is signed in from now on. */
	set identity(source: IdentitySource | null | undefined);

	/** Hands over a push notification, see SDK.md: resolves once what it tells of is in `messages`;
	 *  false if it is of another conversation than the one that is kept here. */
	pushed(push: { conversation: string; watermark: string }): Promise<boolean>;

	start(): void;
	stop(): void;
	/** `choice` is a quick reply's `value.choice`; a secret is masked from here on. */
	send(text: string, options?: { choice?: string; secret?: boolean }): void;
	/**
	 * A message of its own that brings the file: a JPEG, PNG or WebP picture or a PDF. `name` is for what has none of its
	 * own. How much has left is told in browsers and React Native only.
	 */
	upload(file: Blob | Uint8Array | NativeFile, name?: string): void;
	retry(key: string): void;
	/**
	 * Reads a page of what was said in front of `messages`: resolves once it stands there, if need be over the next connection,
	 * or once the conversation is another. Rejects with {@link Refusal}.
	 */
	earlier(): Promise<void>;
	/**
	 * A code of eight letters by which another device opens this conversation: once, within `expiresIn`
	 * seconds. What is proven holds there, too, so it is for the subscriber's own eyes. Rejects with
	 * {@link Refusal}.
	 */
	move(): Promise<{ readonly code: string; readonly expiresIn: number }>;
	/**
	 * Goes over to the conversation that another device's code opens. Rejects with {@link Refusal} when it opens none;
	 * then this conversation goes on. A code that came in a link is somebody else's word: ask first.
	 */
	join(code: string): Promise<void>;
	/** The subscriber is typing. Call it as often as you like. */
	typing(): void;

	addEventListener<K extends keyof ChatEvents>(
		type: K,
		listener: (event: ChatEvents[K]) => void,
		options?: boolean | AddEventListenerOptions,
	): void;
}
