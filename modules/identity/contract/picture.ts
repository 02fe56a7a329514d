import { z } from '../../../platform/contract/schema.ts'
import { endpoint, session } from './endpoint.ts'

export const pictureApi = {
  setPicture: endpoint({
    method: 'PUT',
    path: '/me/picture',
    access: session,
    summary: 'My picture: PNG, JPEG, WebP or GIF of at most 5 MB; kept as squares of 400 and 96 pixels',
    accepts: ['multipart/form-data'],
    transaction: 'own',
    limit: 'uploads',
    response: { 200: z.object({ picture_url: z.string() }) },
    problems: [
      'file_too_large',
      'file_type_not_allowed',
      'extension_mismatch',
      'file_empty',
      'image_too_large',
      'bad_image',
      'storage_unavailable',
    ],
  }),
  deletePicture: endpoint({
    method: 'DELETE',
    path: '/me/picture',
    access: session,
    summary: 'Take my picture away',
    response: { 204: null },
  }),
}
