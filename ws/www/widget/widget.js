/*
 * <fuji-chat>: the chat as one element.
 *
 *     <script type="module" src="https://example.com/widget/widget.js" data-chat></script>
 *
 * puts the element at the end of the page, and `data-lang="zh"` there is its attribute `lang`;
 * without `data-chat` it stands where the page has `<fuji-chat></fuji-chat>`.
 *
 * A round button that opens the chat; with the attribute `inline` the chat itself, filling
 * the space it is given. `lang` is `zh`, `zh-Hant` or `en` (default: the browser's), `server` an
 * address other than the script's own; with `easy` (`data-easy`) it begins in easy mode, easy.js,
 * unless the reader has chosen otherwise. All tabs of a site show one conversation, and its menu has a
 * code by which it goes on on another device.
 *
 * Whoever is signed in at your site need not prove who he is again: set the property `identity` to
 * a function that fetches what your server has signed, or the attribute to one such text
 * (sdk/identity.js). All is in a shadow root and built without mark-up, so the page's policy needs
 * script-src and connect-src for our origin and nothing else.
 */
import { Chat } from '../sdk/chat.js';
import { element, isSendKey, setText } from '../sdk/element.js';
import { fill, fillTexts, languageOf, localeOf, preferredLanguage } from '../sdk/language.js';
import { socketAddress } from '../sdk/link.js';
import { MessageList } from '../sdk/messages.js';
import { tokens } from '../sdk/tokens.js';
import { buildBody } from './body.js';
import { sheet as easySheet, easyTexts, keepEasy, wantsEasy } from './easy.js';
import { Picture } from './picture.js';
import { sheet } from './style.js';
import { texts } from './texts.js';

const TYPING_SHOWN_MS = 3_000;
const NEWEST = 50; /* of a long conversation at first, and each time that earlier ones are wanted */
const LINK = /^#fuji-chat=([a-z]{8})$/i;

/* The page that opens cannot reach back, and is not told where it was opened. */
function pageLink({ title, value }) {
	return element(
		'a',
		{ className: 'choice', href: value, target: '_blank', rel: 'noopener noreferrer' },
		title,
	);
}

class FujiChat extends HTMLElement {
	static observedAttributes = ['lang'];

	#chat = null;
	#identity;
	#list;
	#typingUntil = 0;
	#newestKey;
	#shownChoices = '';
	#fault = '';
	#parts = {};
	#moving; /* the sheet for another device, once it is wanted */

	constructor() {
		super();
		this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet, easySheet, tokens];
		this.#build();
		this.#listen();
	}

	connectedCallback() {
		const server = this.getAttribute('server') ?? import.meta.url;

		this.#takeEarlyIdentity();
		this.#setEasy(wantsEasy(this.hasAttribute('easy')));
		this.#chat = new Chat({
			url: socketAddress('/chat', server),
			locale: this.#locale,
			tabs: 'fuji-chat',
			newest: NEWEST,
			identity: this.#identity ?? this.getAttribute('identity'),
		});
		this.#chat.addEventListener('change', () => this.#draw());
		this.#chat.addEventListener('typing', () => this.#showTyping());
		this.#chat.addEventListener('fault', ({ detail }) => this.#showFault(detail));
		this.#parts.panel.hidden = !this.#isInline;
		this.#translate();
		addEventListener('hashchange', this.#followLink);
		if (!this.#followLink() && this.#isInline)
			this.#chat.start();
	}

	disconnectedCallback() {
		removeEventListener('hashchange', this.#followLink);
		this.#chat.stop();
		this.#chat = null;
	}

	attributeChangedCallback() {
		if (this.#chat)
			this.#translate();
	}

	/** Who is signed in from now on. */
	set identity(source) {
		this.#identity = source;
		if (this.#chat)
			this.#chat.identity = source;
	}

	/** Puts text into the field, as if it had been typed. */
	type(text) {
		this.show();
		this.#field.value = text;
		this.#field.focus();
	}

	show() {
		if (this.#isInline || this.classList.contains('open'))
			return;
		this.#reveal();
		this.#chat.start();
		this.#field.focus();
	}

	#reveal() {
		this.classList.add('open');
		this.#parts.panel.hidden = false;
	}

	/** The conversation goes on; only the panel closes. */
	hide() {
		if (this.#isInline)
			return;
		this.classList.remove('open');
		this.#parts.panel.hidden = true;
		this.#parts.launcher.focus();
	}

	get #isInline() {
		return this.hasAttribute('inline');
	}

	get #language() {
		return languageOf(this.lang) ?? preferredLanguage();
	}

	get #otherLanguage() {
		if (this.#language !== 'en')
			return 'en';
		return preferredLanguage() === 'zh-Hant' ? 'zh-Hant' : 'zh';
	}

	get #locale() {
		return localeOf(this.#language);
	}

	get #texts() {
		const isEasy = this.classList.contains('easy');

		return { ...texts[this.#language], ...(isEasy && easyTexts[this.#language]) };
	}

	get #field() {
		return this.#parts.secret.hidden ? this.#parts.plain : this.#parts.secret;
	}

	/* The page may have set it before this script came. */
	#takeEarlyIdentity() {
		if (!Object.hasOwn(this, 'identity'))
			return;
		const { identity } = this;

		delete this.identity;
		this.identity = identity;
	}

	/* Every element that has an id, by its id. */
	#build() {
		this.shadowRoot.append(...buildBody());
		for (const node of this.shadowRoot.querySelectorAll('[id]'))
			this.#parts[node.id] = node;
		this.#list = new MessageList(
			this.#parts.log,
			(key) => this.#chat.retry(key),
			(message) => new Picture(message),
		);
	}

	#listen() {
		const { launcher, panel, close, person, more, menu, easy, large, move, language } = this.#parts;
		const { earlier, composer, plain, secret, reveal, attach, file } = this.#parts;

		launcher.onclick = () => this.show();
		close.onclick = () => this.hide();
		panel.onkeydown = (event) => this.#panelKey(event);
		person.onclick = () => this.#choose({ title: this.#texts.person });
		easy.onclick = () => this.#toggleEasy();
		large.onclick = () => this.#toggleLarge();
		language.onclick = () => this.#switchLanguage();
		move.onclick = () => this.#openMoving();
		more.onclick = () => this.#showMenu(menu.hidden);
		menu.onclick = () => this.#showMenu(false);
		panel.onfocusout = ({ relatedTarget }) => this.#leaveMenu(relatedTarget);
		panel.onpointerdown = ({ target }) => this.#leaveMenu(target);
		earlier.onclick = () => this.#showEarlier();
		composer.onsubmit = (event) => this.#submit(event);
		plain.oninput = () => this.#chat.typing();
		plain.onkeydown = sendOnEnter;
		secret.onkeydown = sendOnEnter;
		reveal.onclick = () => this.#toggleReveal();
		attach.onclick = () => file.click();
		file.onchange = () => this.#attach(file);
	}

	/* --- what the subscriber does -------------------------------------------------- */

	#panelKey(event) {
		if (event.key !== 'Escape' || event.isComposing)
			return;
		if (this.#parts.menu.hidden)
			this.hide();
		else
			this.#showMenu(false);
	}

	#showMenu(isShown) {
		const { menu, more } = this.#parts;
		const hadFocus = menu.contains(this.shadowRoot.activeElement);

		menu.hidden = !isShown;
		more.ariaExpanded = String(isShown);
		if (hadFocus)
			more.focus();
	}

	/* A press beside it, or Tab out of it. To nowhere goes who presses a button in Safari. */
	#leaveMenu(to) {
		const { menu, more } = this.#parts;

		if (to && !menu.hidden && !more.contains(to) && !menu.contains(to))
			this.#showMenu(false);
	}

	/* --- on another device ---------------------------------------------------------- */

	/* Once somebody wants it: few do. */
	#loadMoving() {
		this.#moving ??= import('./moving.js').then(({ Moving }) => {
			const moving = new Moving(
				() => this.#chat,
				this.shadowRoot,
				() => this.#closeMoving(),
			);

			moving.translate(this.#language);
			return moving;
		});
		return this.#moving;
	}

	async #openMoving(code) {
		const moving = await this.#loadMoving();

		moving.open(code);
	}

	#closeMoving() {
		this.#chat.start();
		this.#field.focus();
		this.#scrollToEnd();
	}

	/* A link of another device brings its code: see moving.js. The address forgets it at once. Who
	 * follows none has his own conversation, which need not begin before that is known. */
	#followLink = () => {
		const code = LINK.exec(location.hash)?.[1];

		if (!code)
			return false;
		history.replaceState(history.state, '', location.pathname + location.search);
		this.#reveal();
		this.#openMoving(code);
		return true;
	};

	#submit(event) {
		const field = this.#field;
		const text = field.value.trim();

		event.preventDefault();
		field.focus();
		if (!text)
			return;
		field.value = '';
		this.#chat.send(text, { secret: field === this.#parts.secret });
		this.#scrollToEnd();
	}

	/* The keyboard goes to where they come, as the button moves away or goes; what is in view stays. */
	async #showEarlier() {
		this.#parts.log.focus({ preventScroll: true });
		this.#labelEarlier('reading');
		await this.#chat.earlier().catch((fault) => this.#showFault(fault));
		this.#labelEarlier('earlier');
	}

	#labelEarlier(name) {
		const { earlier } = this.#parts;

		earlier.dataset.text = name;
		setText(earlier, this.#texts[name]);
	}

	/* The field forgets the file, or the same one could not be chosen again. */
	#attach(field) {
		const [file] = field.files;

		field.value = '';
		if (!file)
			return;
		this.#chat.upload(file);
		this.#field.focus();
		this.#scrollToEnd();
	}

	#choose({ title, text, value }) {
		this.#chat.send(text ?? title, { choice: value?.choice });
		this.#field.focus();
		this.#scrollToEnd();
	}

	#toggleEasy() {
		const isEasy = !this.classList.contains('easy');

		keepEasy(isEasy);
		this.#setEasy(isEasy);
		this.#translate();
		this.#scrollToEnd();
	}

	#setEasy(isEasy) {
		this.classList.toggle('easy', isEasy);
		this.#parts.easy.ariaPressed = String(isEasy);
	}

	#toggleLarge() {
		const isLarge = this.classList.toggle('large');

		this.#parts.large.ariaPressed = String(isLarge);
	}

	#toggleReveal() {
		const isHidden = this.#parts.secret.type === 'password';

		this.#parts.secret.type = isHidden ? 'text' : 'password';
		this.#parts.reveal.ariaPressed = String(isHidden);
	}

	/* Tells the page, which may want to follow. */
	#switchLanguage() {
		this.lang = this.#otherLanguage;
		this.dispatchEvent(
			new CustomEvent('fuji-language', { detail: this.lang, bubbles: true }),
		);
	}

	/* --- drawing ------------------------------------------------------------------- */

	#translate() {
		this.#chat.locale = this.#locale;
		this.#parts.panel.lang = this.#locale;
		this.#parts.language.lang = localeOf(this.#otherLanguage);
		fillTexts(this.shadowRoot, this.#texts);
		this.#moving?.then((moving) => moving.translate(this.#language));
		this.#draw();
	}

	#draw() {
		const messages = this.#chat.messages;

		this.#drawMessages(messages);
		this.#drawOwner();
		this.#drawChoices(messages);
		this.#drawComposer();
	}

	#drawOwner() {
		const { owner, agent } = this.#chat.owner;
		const isAgent = owner === 'agent';
		const name =
			isAgent && agent
				? fill(this.#texts.agentNamed, { name: agent })
				: this.#texts.title;
		const statuses = {
			bot: 'statusBot',
			waiting: 'statusWaiting',
			agent: 'statusAgent',
			closed: 'statusClosed',
		};

		this.#parts.panel.dataset.owner = owner;
		this.#parts.name.textContent = name;
		this.#parts.status.textContent = this.#texts[statuses[owner]];
		this.#parts.person.hidden = owner === 'waiting' || owner === 'agent';
		this.#drawNotice();
	}

	#drawNotice() {
		const notice = this.#noticeText();

		this.#parts.notice.hidden = !notice;
		if (this.#parts.notice.textContent !== notice)
			this.#parts.notice.textContent = notice;
	}

	#noticeText() {
		const { owner, ahead } = this.#chat.owner;

		if (this.#chat.connection === 'offline')
			return this.#texts.offline;
		if (this.#fault)
			return this.#fault;
		if (owner !== 'waiting')
			return '';
		return ahead > 0 ? fill(this.#texts.ahead, { ahead }) : this.#texts.next;
	}

	#drawMessages(messages) {
		const newest = messages.at(-1);

		this.#parts.earlier.hidden = !this.#chat.hasEarlier;
		this.#list.draw(messages, this.#texts);
		if (newest?.key !== this.#newestKey)
			this.#passOn(newest);
		this.#newestKey = newest?.key;
		this.#hideTypingIfDue();
	}

	/* Something new was said: what went wrong is past, and what was being typed is there. */
	#passOn(newest) {
		this.#fault = '';
		if (newest?.speaker !== 'subscriber')
			this.#typingUntil = 0;
	}

	/* Only the last message's choices hold; they go once something else was said. */
	#drawChoices(messages) {
		const choices = messages.at(-1)?.choices ?? [];
		const shown = JSON.stringify(choices);

		/* Whoever is on one with the keyboard stays there. */
		if (shown === this.#shownChoices)
			return;
		this.#shownChoices = shown;
		this.#parts.choices.hidden = choices.length === 0;
		this.#parts.choices.replaceChildren(
			...choices.map((choice) => this.#choice(choice)),
		);
	}

	#choice(choice) {
		if (choice.type === 'openUrl')
			return pageLink(choice);
		const onclick = () => this.#choose(choice);

		return element(
			'button',
			{ type: 'button', className: 'choice', onclick },
			choice.title,
		);
	}

	#drawComposer() {
		const isSecret = this.#chat.expectsSecret;
		const { plain, secret, reveal, attach } = this.#parts;
		const hadFocus = this.shadowRoot.activeElement === this.#field;

		plain.hidden = isSecret;
		secret.hidden = !isSecret;
		reveal.hidden = !isSecret;
		attach.hidden = !this.#chat.expectsFile;
		if (!isSecret)
			this.#forgetSecret();
		if (hadFocus)
			this.#field.focus();
	}

	#forgetSecret() {
		this.#parts.secret.value = '';
		this.#parts.secret.type = 'password';
		this.#parts.reveal.ariaPressed = 'false';
	}

	#showTyping() {
		this.#typingUntil = Date.now() + TYPING_SHOWN_MS;
		this.#parts.typing.hidden = false;
		setTimeout(() => this.#hideTypingIfDue(), TYPING_SHOWN_MS);
	}

	#hideTypingIfDue() {
		if (Date.now() >= this.#typingUntil)
			this.#parts.typing.hidden = true;
	}

	#showFault({ message }) {
		this.#fault = message || this.#texts.fault;
		this.#drawNotice();
	}

	/* The pane is laid out from its end: see style.js. */
	#scrollToEnd() {
		this.#parts.scroll.scrollTop = 0;
	}
}

function sendOnEnter(event) {
	if (!isSendKey(event))
		return;
	event.preventDefault();
	event.target.form.requestSubmit();
}

/* A module is not told by which tag it came. */
function embed(script) {
	const { chat, ...attributes } = script.dataset;

	document.body.append(element('fuji-chat', attributes));
}

customElements.define('fuji-chat', FujiChat);
document.querySelectorAll('script[data-chat]').forEach(embed);
