/*
 * A subscriber's conversation over chat.v1.
 *
 *     const chat = new Chat({ url: 'wss://example.com/chat', locale: 'zh-CN' });
 *     chat.addEventListener('change', () => draw(chat.messages, chat.owner));
 *     chat.start();
 *     chat.send('我手机怎么停机了');
 *
 * A subscriber who is signed in at your app or site need not prove who he is again: give
 * `identity` to the constructor, or set it once somebody signs in (see identity.js).
 *
 * Events: `change` (messages, owner or connection), `typing`, and `fault` with detail
 * {code, message} for an error that belongs to no message. The token lives as long as the
 * tab: a reload finds the conversation again. A new tab starts another one, but with `tabs`, a name:
 * those that have it in common share a conversation for as long as one of them is open.
 */
import { isMessage, readActivity, readItem, sequenceOf } from './activity.js';
import { Earlier } from './earlier.js';
import { Identity } from './identity.js';
import { Link } from './link.js';
import { Outbox } from './outbox.js';
import { Tabs } from './tabs.js';
import { Transcript } from './transcript.js';
import { postFile, readFile, uploadAddress } from './upload.js';

const TYPING_EVERY_MS = 2_500;
const IDENTIFY_EVERY_MS = 10 * 60_000; /* the server forgets after a quarter of an hour */
const HELLO_REFUSED = [4401, 4403];
const MOVE = 'move'; /* the client ids by which an error names them */
const EARLIER = 'earlier';

export class Chat extends EventTarget {
	locale;
	connection = 'connecting'; /* or `online`, `offline` */
	owner = { owner: 'bot' };
	#link;
	#uploadUrl;
	#outbox;
	#transcript = new Transcript();
	#storage;
	#tabsName;
	#tabs;
	#refused; /* a token */
	#movers = []; /* who waits for a code */
	#newest; /* so many at first, and in each page in front of them */
	#earlier = new Earlier(() => this.#askEarlier());
	#joining; /* the code of another device, and who waits for what it opens */
	#welcome = false;
	#typedAt = 0;
	#identity;
	#identifying = 0;
	#stay = 0; /* grows with each connection that is left */

	constructor({ url, locale, identity, tabs, newest, storage = globalThis.sessionStorage }) {
		super();
		this.#identity = new Identity(identity);
		this.locale = locale;
		this.#uploadUrl = uploadAddress(url);
		this.#storage = storage;
		this.#tabsName = tabs;
		this.#newest = newest;
		this.#outbox = new Outbox(
			(item) => this.#deliver(item),
			() => this.#changed(),
		);
		this.#link = new Link(url, 'chat.v1', {
			opened: () => this.#opened(),
			received: (set) => this.#take(set),
			lost: (code) => this.#lost(code),
			isOwed: () => this.#earlier.isAwaited || this.#outbox.items.some(isOnTheWire),
		});
	}

	start() {
		if (this.#tabsName)
			this.#tabs ??= new Tabs(
				this.#tabsName,
				() => this.#token,
				(token) => this.#follow(token),
			);
		this.#link.start();
	}

	stop() {
		this.#joining?.reject({ code: 'connection' });
		this.#joining = undefined;
		this.#link.stop();
		this.#tabs?.close();
		this.#tabs = undefined;
		this.#leave('offline');
	}

	/** Hands over a push notification (PUSH.md), its members `conversation` and `watermark`: whether
	 *  it is of this conversation, once what it tells of is here. */
	pushed({ conversation, watermark }) {
		const isOurs = () => conversationOf(this.#token) === conversation;
		const isHere = () => this.#transcript.watermark >= Number(watermark);

		if (isOurs() && !isHere())
			this.#redial(); /* a connection that slept with the device may be dead */
		return new Promise((resolve) => {
			const look = () => {
				if (isOurs() && !isHere())
					return;
				this.removeEventListener('change', look);
				resolve(isOurs());
			};

			this.addEventListener('change', look);
			look();
		});
	}

	/** Who is signed in from now on: text or function. */
	set identity(source) {
		this.#identity = new Identity(source);
		if (this.#welcome)
			this.#identify();
	}

	/** What has been said, oldest first, then what is on its way. */
	get messages() {
		const said = this.#transcript.entries.filter(isMessage);

		return [...said.map(readActivity), ...this.#outbox.items.map(readMine)];
	}

	/** True if something was said in front of what is here. */
	get hasEarlier() {
		return this.#transcript.first > 1;
	}

	/** Reads a page of that: resolves once it is in `messages`, if need be over the next connection, or
	 *  once the conversation is another. Rejects with {code, message, retryAfterMs}. */
	async earlier() {
		if (this.hasEarlier)
			await this.#earlier.want();
	}

	/** True if what is typed next is a code or password. */
	get expectsSecret() {
		return (
			this.messages.findLast(({ speaker }) => speaker !== 'subscriber')?.secret ??
			false
		);
	}

	/** True if the bot asks for a photo or a document. */
	get expectsFile() {
		return (
			this.messages.findLast(({ speaker }) => speaker !== 'subscriber')?.wantsFile ??
			false
		);
	}

	/** Sends a file (readFile in upload.js) as a message of its own; how far it is stands in the
	 *  message. */
	upload(file, name) {
		this.#outbox.add({ text: '', file: readFile(file, name) });
		this.#changed();
	}

	/** `choice` is a quick reply's value; a secret is masked from here on. */
	send(text, { choice, secret = false } = {}) {
		this.#outbox.add({ text, choice, secret });
		this.#changed();
	}

	retry(id) {
		this.#outbox.retry(id);
		this.#changed();
	}

	/** The subscriber is typing. Call it as often as you like. */
	typing() {
		if (Date.now() - this.#typedAt < TYPING_EVERY_MS || this.connection !== 'online')
			return;
		this.#typedAt = Date.now();
		this.#link.send({ type: 'typing' });
	}

	/** Resolves to {code, expiresIn}, in seconds: by that code another device opens this
	 *  conversation, once. Rejects with {code}, an error's. */
	move() {
		return new Promise((resolve, reject) => {
			if (!this.#welcome) {
				reject({ code: 'connection' });
				return;
			}
			this.#movers.push({ resolve, reject });
			this.#link.send({
				type: 'event',
				name: 'move',
				channelData: { clientActivityID: MOVE },
			});
			this.#link.expect();
		});
	}

	/** Goes over to the conversation that another device's code opens. Rejects with {code,
	 *  message, retryAfterMs} when it opens none; then this conversation goes on. */
	join(code) {
		return new Promise((resolve, reject) => {
			this.#joining?.reject({ code: 'connection' });
			this.#joining = { code, resolve, reject };
			this.#redial();
		});
	}

	/* Also where there was none yet. */
	#redial() {
		this.#leave('connecting');
		this.#link.restart();
		this.start();
	}

	get #token() {
		return this.#storage.getItem('fuji-chat-token') ?? undefined;
	}

	#startOver() {
		this.#refused = this.#token;
		this.#storage.removeItem('fuji-chat-token');
		this.#forget();
	}

	/* Another tab went over to it. */
	#follow(token) {
		this.#storage.setItem('fuji-chat-token', token);
		this.#forget();
		this.#redial();
		this.#changed();
	}

	/* What waits goes to the new conversation, but not a secret or a file: nobody asked for
	 * them there. */
	#forget() {
		this.#transcript = new Transcript();
		this.#earlier.settle();
		this.owner = { owner: 'bot' };
		this.#outbox.drop(({ secret, file }) => secret || file);
	}

	async #opened() {
		const stay = this.#stay;
		const identity = this.#identity.isThere ? await this.#identity.fresh() : undefined;

		if (this.#tabs && !this.#token && !this.#joining)
			this.#adopt(await this.#tabs.ask());
		if (stay === this.#stay)
			this.#hello(identity);
	}

	/* By now there may be one of our own, and what was refused here may not be known there yet. */
	#adopt(token) {
		if (token && token !== this.#refused && !this.#token)
			this.#storage.setItem('fuji-chat-token', token);
	}

	#hello(identity) {
		const watermark = String(this.#transcript.watermark);
		const token = this.#token;
		const way = this.#joining
			? { code: this.#joining.code }
			: token && { token, watermark };

		this.#link.send({
			type: 'event',
			name: 'hello',
			value: { locale: this.locale, identity, newest: this.#newest, ...way },
		});
		this.#link.expect();
	}

	#askEarlier() {
		const before = String(this.#transcript.first);

		if (!this.#welcome)
			return;
		this.#link.send({
			type: 'event',
			name: 'earlier',
			value: { before, limit: this.#newest },
			channelData: { clientActivityID: EARLIER },
		});
		this.#link.expect();
	}

	async #identify() {
		const stay = this.#stay;
		const identity = await this.#identity.fresh();

		if (!identity || stay !== this.#stay)
			return;
		this.#link.send({ type: 'event', name: 'identity', value: { identity } });
		this.#identity.spend();
	}

	#keepIdentified() {
		this.#identity.spend();
		clearInterval(this.#identifying);
		this.#identifying = setInterval(() => {
			if (this.#identity.isRenewable)
				this.#identify();
		}, IDENTIFY_EVERY_MS);
	}

	#deliver(item) {
		const { id, text, choice, file, uploadId } = item;

		if (!this.#welcome)
			return;
		if (file && !uploadId) {
			this.#upload(item);
			return;
		}
		this.#link.send({
			type: 'message',
			text,
			locale: this.locale,
			...(choice && { value: { choice } }),
			...(file && { attachments: [{ name: file.name, content: { uploadId } }] }),
			channelData: { clientActivityID: id },
		});
		this.#link.expect();
	}

	/* While it moves it is not late. */
	async #upload(item) {
		if (item.progress !== undefined)
			return;
		item.progress = 0;
		try {
			item.uploadId = await postFile(this.#uploadUrl, this.#token, item.file, (share) => {
				item.progress = share;
				item.at = Date.now();
				this.#changed();
			});
		} catch ({ code, retryAfterMs }) {
			this.#outbox.refuse(item.id, code, retryAfterMs);
		}
		item.progress = undefined;
		if (item.uploadId)
			this.#deliver(item);
		this.#changed();
	}

	#take(set) {
		const isWelcome = 'token' in set;

		if ('before' in set) {
			this.#takeEarlier(set);
			return;
		}
		if (isWelcome && this.#joining)
			this.#forget();
		for (const activity of set.activities ?? [])
			if (!this.#takeActivity(activity, isWelcome))
				return;
		if (isWelcome)
			this.#welcomed(set.token);
		this.#changed();
	}

	#takeEarlier(page) {
		if (!this.#transcript.prepend(page))
			return;
		this.#changed();
		this.#earlier.settle();
	}

	#welcomed(token) {
		this.#storage.setItem('fuji-chat-token', token);
		this.#welcome = true;
		this.connection = 'online';
		this.#joined();
		this.#link.settle();
		this.#keepIdentified();
		this.#outbox.flush();
		this.#earlier.askAgain();
	}

	#joined() {
		if (!this.#joining)
			return;
		this.#joining.resolve();
		this.#joining = undefined;
		this.#tabs?.lead();
	}

	/* False at a hole: a new hello brings everything behind the watermark. */
	#takeActivity(activity, isWelcome) {
		if (activity.type === 'typing')
			this.dispatchEvent(new Event('typing'));
		else if (activity.name === 'error')
			this.#takeError(activity.value);
		else if (activity.name === 'fuji.move')
			this.#takeCode(activity.value);
		else
			return this.#append(activity, isWelcome);
		return true;
	}

	#append(activity, isWelcome) {
		const sequence = sequenceOf(activity);
		const outcome = this.#transcript.add(activity, sequence, isWelcome);

		if (outcome === 'hole') {
			this.#leave('connecting');
			this.#link.restart();
			return false;
		}
		/* Also for a known one: a message that was sent again is answered with its activity. */
		this.#outbox.acknowledge(activity.channelData?.clientActivityID);
		/* Without a number it says what the one that was not read said. */
		if (activity.name === 'fuji.owner' && (outcome === 'added' || !sequence))
			this.owner = activity.value;
		return true;
	}

	#takeCode({ code, expires_in: expiresIn }) {
		this.#movers.shift()?.resolve({ code, expiresIn });
	}

	#takeError({ code, message, clientActivityID, retry_after_ms: retryAfterMs }) {
		if (clientActivityID === MOVE) {
			this.#movers.shift()?.reject({ code });
			return;
		}
		if (clientActivityID === EARLIER) {
			this.#earlier.refuse({ code, message, retryAfterMs });
			return;
		}
		if (this.#joining) {
			this.#refuseJoin({ code, message, retryAfterMs });
			return;
		}
		if (clientActivityID) {
			this.#outbox.refuse(clientActivityID, code, retryAfterMs);
			return;
		}
		this.dispatchEvent(new CustomEvent('fault', { detail: { code, message } }));
		if (retryAfterMs > 0)
			this.#link.restartIn(retryAfterMs);
	}

	/* What there was goes on. */
	#refuseJoin(fault) {
		this.#joining.reject(fault);
		this.#joining = undefined;
		this.#opened();
	}

	#lost(code) {
		if (HELLO_REFUSED.includes(code))
			this.#startOver();
		this.#leave('offline');
		this.#changed();
	}

	#leave(connection) {
		this.#stay++;
		clearInterval(this.#identifying);
		for (const { reject } of this.#movers.splice(0))
			reject({ code: 'connection' });
		this.#welcome = false;
		this.connection = connection;
	}

	#changed() {
		this.dispatchEvent(new Event('change'));
	}
}

/* As WIRE.md has tokens: the conversation is the third word. */
function conversationOf(token) {
	return token?.split('.')[2];
}

/* A file leaves over another connection. */
function isOnTheWire({ state, file, uploadId }) {
	return state === 'sending' && (!file || uploadId);
}

function readMine(item) {
	return readItem(item, 'subscriber');
}
