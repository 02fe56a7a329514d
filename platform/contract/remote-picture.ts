/**
 * What a stored body says in place of a picture from elsewhere, as the words of a link. Pages say it in the reader's language:
 * `remotePicture.exec(text)` gives what stands before and the host.
 */
export const remotePictureText = (host: string): string => `Show image (${host})`
export const remotePicture = /^(.*)Show image \(([^()]+)\)$/s
