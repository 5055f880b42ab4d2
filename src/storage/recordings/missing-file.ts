/** True for the error of a file system that there is no such file or directory. */
export const isMissingFile = (thrown: unknown): boolean => typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT';
