/*
 * How the widget looks, in the colours of sdk/tokens.js. Sizes are in em of the reader's own font
 * size.
 */
export const sheet = new CSSStyleSheet();

sheet.replaceSync(`
:host {
	all: initial;
	color: var(--ink);
	font-family: var(--font);
	line-height: 1.55;
}
:host([inline]) {
	display: block;
	height: 100%;
}
:host(:not([inline])) {
	position: fixed;
	right: 20px;
	bottom: 20px;
	z-index: 2147483000;
}
:host(.large) #panel {
	font-size: 1.3em;
}
* {
	box-sizing: border-box;
	margin: 0;
}
[hidden] {
	display: none !important;
}
button, textarea, input {
	font: inherit;
	color: inherit;
}
button {
	cursor: pointer;
}
:focus-visible {
	outline: 3px solid var(--link);
	outline-offset: 2px;
}
.icon {
	width: 1.35em;
	height: 1.35em;
	fill: currentColor;
	fill-rule: evenodd;
	display: block;
}
.unseen {
	position: absolute;
	width: 1px;
	height: 1px;
	overflow: hidden;
	clip-path: inset(50%);
	white-space: nowrap;
}

#panel {
	position: relative;
	display: flex;
	flex-direction: column;
	height: 100%;
	overflow: hidden;
	container-type: inline-size;
	background: var(--paper);
	border: 1px solid var(--line);
	border-radius: 18px;
}
:host(:not([inline])) #panel {
	width: min(400px, calc(100vw - 40px));
	height: min(680px, calc(100dvh - 40px));
	box-shadow: var(--shadow);
}
:host(.open) #launcher, :host([inline]) #launcher, :host([inline]) #close {
	display: none;
}
#launcher {
	width: 60px;
	height: 60px;
	display: grid;
	place-items: center;
	border: 0;
	border-radius: 50%;
	background: var(--accent);
	color: var(--accent-ink);
	box-shadow: var(--shadow);
}
#launcher .icon {
	width: 28px;
	height: 28px;
}

header {
	display: flex;
	align-items: center;
	gap: 8px;
	padding: 12px 14px;
	background: var(--accent);
	color: var(--accent-ink);
	--link: #ffffff;
}
#badge {
	flex: none;
	width: 40px;
	height: 40px;
	display: grid;
	place-items: center;
	border-radius: 12px;
	background: rgb(255 255 255 / 16%);
}
#badge .icon {
	width: 26px;
	height: 26px;
}
#who {
	flex: 1;
	min-width: 0;
}
#name {
	font-weight: 650;
	line-height: 1.3;
}
#status {
	font-size: 0.8em;
	line-height: 1.4;
}
header button {
	flex: none;
	min-width: 36px;
	height: 36px;
	padding: 0 8px;
	display: grid;
	place-items: center;
	border: 1px solid rgb(255 255 255 / 45%);
	border-radius: 10px;
	background: transparent;
	font-size: 14px;
	white-space: nowrap;
}
header button:hover, #more[aria-expanded="true"] {
	background: rgb(255 255 255 / 18%);
}
#person {
	padding: 0 12px;
	border-color: #ffffff;
	background: #ffffff;
	color: #27479f;
	font-weight: 600;
}
#person:hover {
	background: #e8edfb;
}
:host(.large) #badge {
	display: none;
}
@container (max-width: 380px) {
	#badge {
		display: none;
	}
	#name {
		font-size: 0.9375em;
	}
	header {
		gap: 5px;
		padding: 10px;
		flex-wrap: wrap;
	}
	#who {
		flex-basis: 60px;
	}
	header button, #person {
		min-width: 34px;
		padding: 0 6px;
	}
}
#menu {
	position: absolute;
	z-index: 1;
	top: 58px;
	right: 10px;
	max-width: calc(100% - 20px);
	display: flex;
	flex-direction: column;
	padding: 6px;
	background: var(--paper);
	border: 1px solid var(--line);
	border-radius: 14px;
	box-shadow: var(--shadow);
}
#menu button {
	min-height: 44px;
	padding: 6px 14px;
	border: 0;
	border-radius: 10px;
	background: none;
	text-align: start;
}
#menu button:hover {
	background: var(--bot);
}
#menu button[aria-pressed="true"]::after {
	content: " ✓" / "";
}
#notice {
	padding: 8px 16px;
	background: var(--notice);
	color: var(--notice-ink);
	font-size: 0.875em;
}

/* Reversed, so that the browser itself keeps the end in view, also when the pane shrinks;
   who has scrolled up stays where he is. */
#scroll {
	flex: 1;
	min-height: 0;
	display: flex;
	flex-direction: column-reverse;
	overflow-y: auto;
	padding: 16px;
	overscroll-behavior: contain;
}
#talk {
	margin-bottom: auto;
}
/* The browser holds on to the first thing in view: let that be a message. */
#earlier {
	overflow-anchor: none;
	display: block;
	min-height: 40px;
	margin: 0 auto 8px;
	padding: 4px 14px;
	border: 0;
	border-radius: 20px;
	background: var(--bot);
	color: var(--link);
	font-size: 0.875em;
}
#log {
	display: flex;
	flex-direction: column;
	gap: 6px;
	border-radius: 8px;
}
.message {
	max-width: 86%;
	align-self: flex-start;
}
.message.subscriber {
	align-self: flex-end;
}
.head {
	margin: 10px 4px 4px;
	color: var(--soft);
	font-size: 0.75em;
	white-space: pre;
}
.subscriber .head, .subscriber .state {
	text-align: right;
}
.bubble {
	padding: 9px 14px;
	border-radius: 16px;
	background: var(--bot);
	white-space: pre-wrap;
	overflow-wrap: anywhere;
}
.bot .bubble, .agent .bubble {
	border-top-left-radius: 5px;
}
.agent .bubble {
	background: var(--agent);
	box-shadow: inset 3px 0 0 var(--agent-edge);
}
.subscriber .bubble {
	background: var(--accent);
	color: var(--accent-ink);
	border-top-right-radius: 5px;
	width: fit-content;
	margin-left: auto;
}
.picture {
	display: block;
	max-width: 100%;
	max-height: 40vh;
	margin: 0 0 4px auto;
	border-radius: 16px;
}
.message.system {
	align-self: center;
	max-width: 94%;
	margin: 8px 0;
}
.bubble a {
	color: var(--link);
	overflow-wrap: anywhere;
}
.system .bubble {
	padding: 4px 14px;
	border: 1px solid var(--line);
	background: transparent;
	color: var(--soft);
	font-size: 0.8125em;
	text-align: center;
}
.sending .bubble {
	background: var(--paper);
	color: var(--ink);
	box-shadow: inset 0 0 0 1px var(--line);
}
.failed .bubble {
	background: var(--paper);
	color: var(--ink);
	box-shadow: inset 0 0 0 1.5px var(--warn);
}
.state {
	margin: 3px 4px 0;
	color: var(--soft);
	font-size: 0.8125em;
}
.failed .state {
	color: var(--warn);
}
.retry {
	padding: 2px 6px;
	border: 0;
	background: none;
	color: var(--link);
	font-weight: 600;
	text-decoration: underline;
}
#typing {
	width: fit-content;
	display: flex;
	gap: 5px;
	margin-top: 8px;
	padding: 14px;
	border-radius: 16px;
	background: var(--bot);
}
#typing i {
	width: 7px;
	height: 7px;
	border-radius: 50%;
	background: var(--soft);
}

#choices {
	display: flex;
	flex-wrap: wrap;
	gap: 8px;
	padding: 4px 16px 12px;
	max-height: 40%;
	overflow-y: auto;
}
.choice {
	min-height: 40px;
	padding: 6px 14px;
	border: 1.5px solid var(--link);
	border-radius: 20px;
	background: var(--paper);
	color: var(--link);
	text-align: left;
}
a.choice {
	display: inline-flex;
	align-items: center;
	text-decoration: none;
}
.choice:hover {
	background: var(--bot);
}
#composer {
	display: flex;
	align-items: flex-end;
	gap: 8px;
	padding: 10px 12px;
	border-top: 1px solid var(--line);
}
.field {
	flex: 1;
	min-width: 0;
	min-height: 44px;
	max-height: 8em;
	padding: 9px 14px;
	field-sizing: content;
	resize: none;
	line-height: 1.5;
	border: 1px solid var(--edge);
	border-radius: 14px;
	background: var(--field);
}
.field::placeholder {
	color: var(--soft);
	opacity: 1;
}
.field:focus {
	outline: 2px solid var(--link);
	outline-offset: 0;
	border-color: transparent;
}
#send, #reveal, #attach {
	flex: none;
	width: 44px;
	height: 44px;
	display: grid;
	place-items: center;
	border: 0;
	border-radius: 14px;
}
#send {
	background: var(--accent);
	color: var(--accent-ink);
}
#reveal, #attach {
	background: var(--bot);
}
#reveal[aria-pressed="true"] {
	background: var(--accent);
	color: var(--accent-ink);
}
@media (max-width: 480px) {
	:host(.open:not([inline])) {
		inset: 0;
	}
	:host(:not([inline])) #panel {
		width: 100%;
		height: 100%;
		border: 0;
		border-radius: 0;
	}
}
@media (prefers-reduced-motion: no-preference) {
	#typing i {
		animation: breathe 1.2s infinite;
	}
	#typing i:nth-child(2) {
		animation-delay: 0.15s;
	}
	#typing i:nth-child(3) {
		animation-delay: 0.3s;
	}
	.message:not([aria-live]) {
		animation: arrive 0.18s ease-out;
	}
}
@keyframes breathe {
	50% {
		opacity: 0.3;
	}
}
@keyframes arrive {
	from {
		opacity: 0;
		transform: translateY(6px);
	}
}
`);
