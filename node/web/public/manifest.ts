// The files that a bundle's manifest names (relay/README.md, "Web bundles"): one `file` line each.
export interface ManifestFile {
  path: string;
  sha256: string;
  size: number;
}

// Lines that are none of a file are passed over: whether the text is the one that was signed is asked before.
export function filesOf(manifest: string): ManifestFile[] {
  return manifest.split('\n').flatMap((line) => {
    const parts = /^file ([0-9a-f]{64}) (\d{1,8}) .+ ([A-Za-z0-9_\-./]+)$/.exec(line);
    return parts === null ? [] : [{ sha256: parts[1] as string, size: Number(parts[2]), path: parts[3] as string }];
  });
}
