export interface UploadTarget {
  readonly uploadId: string;
  /** Below the upload, divided by slashes: no empty name, no `.` or `..`, no backslash or control character. */
  readonly name: string;
}

const mostNameLength = 1024;

/** Where a request's path `upload/<id>/<name…>` (still encoded) puts a file; null for paths that lead elsewhere. */
export function uploadTarget(path: string): UploadTarget | null {
  const [folder, uploadId, ...encoded] = path.split('/');
  if (folder !== 'upload' || !/^[A-Za-z0-9-]{1,64}$/.test(uploadId ?? '') || encoded.length === 0)
    return null;
  try {
    const names = encoded.map(decodeURIComponent);
    const name = names.join('/');
    return names.every(isPlainName) && name.length <= mostNameLength ? { uploadId, name } : null;
  } catch {
    return null;
  }
}

function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\u0000-\u001f\u007f]/.test(name);
}
