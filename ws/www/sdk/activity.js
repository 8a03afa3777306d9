/*
 * An activity as a page draws it:
 * {key, seq, state, speaker, name, text, file, upload, at, secret, wantsFile, choices}, and for
 * what is still on its way {code, retryable, progress} as well; that has seq 0 and no upload. `state`
 * is `sent`, `sending` or `failed`; what failed and is retryable can be sent again by its key.
 */
const MASK = '••••••';

/* Refused for what they are: another try would be refused as well. */
const FINAL = ['text_too_long', 'TooLarge', 'UnsupportedType', 'DamagedFile'];

export function sequenceOf(activity) {
	return activity.channelData?.['webchat:sequence-id'] ?? 0;
}

export function isMessage(activity) {
	return activity.type === 'message';
}

export function readActivity(activity) {
	const { channelData = {}, suggestedActions, attachments: [attached] = [] } = activity;

	return {
		key: channelData.clientActivityID ?? activity.id,
		seq: sequenceOf(activity),
		state: 'sent',
		speaker: channelData['fuji:speaker'] ?? 'bot',
		name: activity.from?.name,
		text: activity.text ?? '',
		file: attached?.name,
		upload: attached && {
			...attached.content,
			type: attached.contentType,
			url: attached.contentUrl,
		},
		at: new Date(activity.timestamp),
		secret: channelData['fuji:secret'] === true,
		wantsFile: channelData['fuji:upload'] === true,
		choices: suggestedActions?.actions ?? [],
	};
}

export function readItem({ id, state, code, text, secret, at, file, progress }, speaker) {
	return {
		key: id,
		seq: 0,
		state,
		code,
		retryable: state === 'failed' && !secret && !FINAL.includes(code),
		speaker,
		text: secret ? MASK : text,
		file: file?.name,
		progress,
		at: new Date(at),
		secret: false,
		choices: [],
	};
}
