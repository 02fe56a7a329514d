/** Where a person's picture is served (by `companies`, which knows who may see whom); null without one. */
export const pictureUrl = (userId: number, fileId: number | null): string | null =>
  fileId === null ? null : `/api/people/${userId}/picture?v=${fileId}`
