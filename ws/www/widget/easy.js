/*
 * Easy mode, for whom much on a screen, small print and odd words are a trouble: its look, its words
 * and whether it is wanted. That alone is kept in the browser, and nothing of the talk.
 */
const WANTED = 'fuji-chat-easy';

/** Whether the reader wants it; `unless` holds while he has not said. */
export function wantsEasy(unless) {
	try {
		return { yes: true, no: false }[localStorage.getItem(WANTED)] ?? unless;
	} catch {
		return unless; /* a browser may forbid it */
	}
}

export function keepEasy(isWanted) {
	try {
		localStorage.setItem(WANTED, isWanted ? 'yes' : 'no');
	} catch {
		/* then it holds until the page goes */
	}
}

export const sheet = new CSSStyleSheet();

sheet.replaceSync(`
:host(.easy) #panel {
	font-size: max(20px, 1.3em);
}
:host(.easy:not([inline])) #panel {
	width: min(480px, calc(100vw - 40px));
	height: min(860px, calc(100dvh - 40px));
}
:host(.easy) :is(#badge, #status, #large, .bot > .head, .subscriber > .head) {
	display: none;
}
:host(.easy) :is(#name, header button, #notice, #earlier, .head, .state, .bubble, .soft) {
	font-size: 1em;
}
:host(.easy) header button {
	min-width: 48px;
	height: 48px;
}
:host(.easy) #menu {
	top: 72px;
}
:host(.easy) :is(#menu button, #moving button, #earlier, .field, .retry) {
	min-height: 56px;
}
:host(.easy) .message {
	max-width: 100%;
}
:host(.easy) #log {
	gap: 12px;
}
:host(.easy) #choices {
	flex-direction: column;
	flex-wrap: nowrap;
	gap: 10px;
}
:host(.easy) .choice {
	flex: none;
	min-height: 56px;
	border-width: 2px;
	border-radius: 16px;
	font-weight: 600;
}
:host(.easy) :is(#send, #reveal, #attach) {
	width: auto;
	min-width: 56px;
	height: 56px;
	padding: 0 12px;
}
:host(.easy) :is(#send, #attach) .icon {
	display: none;
}
:host(.easy) :is(#send, #attach)::after {
	content: attr(aria-label);
}
@media (max-width: 480px) {
	:host(.easy:not([inline])) #panel {
		width: 100%;
		height: 100%;
	}
}
`);

/** In place of those in texts.js: short sentences, one idea each. */
export const easyTexts = {
	zh: {
		person: '找人工',
		earlier: '看以前的话',
		fieldHint: '在这里打字',
		secretHint: '在这里输密码',
		attach: '发照片',
		sending: '正在发',
		failed: '没发出去',
		retry: '再发一次',
		tooLong: '太长了。请分几次发。',
		fileTooLarge: '照片太大。请换一张。',
		fileNotTaken: '这个发不了。请发照片。',
		fileDamaged: '照片坏了。请再拍一张。',
		filesTooMany: '照片够了。请打字说。',
		offline: '没有网。连上网会自己发出去。',
		ahead: '正在找人工。前面还有 {ahead} 位。',
		next: '正在找人工。下一位是您。',
		fault: '出错了。请等一会儿再试。',
	},
	'zh-Hant': {
		person: '找真人',
		earlier: '看以前的話',
		fieldHint: '在這裡打字',
		secretHint: '在這裡輸入密碼',
		attach: '傳照片',
		sending: '正在送出',
		failed: '沒有送出',
		retry: '再送一次',
		tooLong: '太長了。請分幾次傳。',
		fileTooLarge: '照片太大。請換一張。',
		fileNotTaken: '這個傳不了。請傳照片。',
		fileDamaged: '照片壞了。請再拍一張。',
		filesTooMany: '照片夠了。請打字說。',
		offline: '沒有網路。連上後會自己送出。',
		ahead: '正在找真人。前面還有 {ahead} 位。',
		next: '正在找真人。下一位是您。',
		fault: '出錯了。請等一會兒再試。',
	},
	en: {
		person: 'Person',
		earlier: 'See what came before',
		fieldHint: 'Type here',
		secretHint: 'Type it here',
		attach: 'Photo',
		sending: 'Sending',
		failed: 'Not sent',
		retry: 'Send again',
		tooLong: 'Too long. Send it in parts.',
		fileTooLarge: 'Photo too big. Try another.',
		fileNotTaken: 'This cannot be sent. Send a photo.',
		fileDamaged: 'The photo is broken. Take a new one.',
		filesTooMany: 'That is enough. Please type it.',
		offline: 'No internet. It will be sent later.',
		ahead: 'Getting a person. {ahead} before you.',
		next: 'Getting a person. You are next.',
		fault: 'Something went wrong. Try again later.',
	},
};
