export { isStorageWritable } from './disk.ts'
export { type FileAnswer, type Files, type FilesOptions, openFiles, type UploadCall } from './files.ts'
export type { Accept, KindName } from './kinds.ts'
export { cleanName } from './name.ts'
export { logoPicture, type PicturePreset, profilePicture } from './picture.ts'
export type { ReceivedFile, ReceiveOptions } from './receive.ts'
export {
  describeFiles,
  filesUploadedBy,
  findStored,
  giveFiles,
  releaseRemovedFiles,
  removeFiles,
  removeFilesAs,
  type UploadedFile,
} from './rows.ts'
export type { StoredFile } from './send.ts'
export { type ZipEntry, zipOf } from './zip-writer.ts'
