// @ts-check
/**
 * The linters of the workflows: their versions, and the hash of every archive by `process.platform` and
 * `process.arch`. What is fetched is compared with them, wherever it came from.
 */

export const ACTIONLINT_VERSION = "1.7.12";

/**
 * Archives of the official release, with the SHA-256 of its `actionlint_1.7.12_checksums.txt`.
 *
 * @type {Readonly<Record<string, { file: string, sha256: string }>>}
 * @see https://github.com/rhysd/actionlint/releases/tag/v1.7.12
 */
export const ACTIONLINT_ARCHIVES = {
  "linux-x64": {
    file: "actionlint_1.7.12_linux_amd64.tar.gz",
    sha256: "8aca8db96f1b94770f1b0d72b6dddcb1ebb8123cb3712530b08cc387b349a3d8",
  },
  "linux-arm64": {
    file: "actionlint_1.7.12_linux_arm64.tar.gz",
    sha256: "325e971b6ba9bfa504672e29be93c24981eeb1c07576d730e9f7c8805afff0c6",
  },
  "darwin-x64": {
    file: "actionlint_1.7.12_darwin_amd64.tar.gz",
    sha256: "5b44c3bc2255115c9b69e30efc0fecdf498fdb63c5d58e17084fd5f16324c644",
  },
  "darwin-arm64": {
    file: "actionlint_1.7.12_darwin_arm64.tar.gz",
    sha256: "aba9ced2dee8d27fecca3dc7feb1a7f9a52caefa1eb46f3271ea66b6e0e6953f",
  },
};

export const ZIZMOR_VERSION = "1.32.0";

/**
 * Wheels of PyPI: zip archives that hold the program itself. Those for Linux are linked statically with musl, so that
 * one does for every distribution.
 *
 * @type {Readonly<Record<string, { file: string, sha256: string }>>}
 * @see https://pypi.org/project/zizmor/1.32.0/#files
 */
export const ZIZMOR_WHEELS = {
  "linux-x64": {
    file: "zizmor-1.32.0-py3-none-musllinux_1_2_x86_64.whl",
    sha256: "dd818f99d833b86cd432d5412d620d936b5df074b33404fff8b67acff55d3259",
  },
  "linux-arm64": {
    file: "zizmor-1.32.0-py3-none-musllinux_1_2_aarch64.whl",
    sha256: "d34dcfa702875202b4163d90ebb9cc5222f3d1a7d4b72bf796d87b5a15b24194",
  },
  "darwin-x64": {
    file: "zizmor-1.32.0-py3-none-macosx_10_12_x86_64.whl",
    sha256: "aa4b4e216321dd5cf202cd79fc83296468f0eed79d850cd65ac8187a6bbc5496",
  },
  "darwin-arm64": {
    file: "zizmor-1.32.0-py3-none-macosx_11_0_arm64.whl",
    sha256: "0a999c98015becd9f69919ce01febadfb1c2be9b8ec2ce9ef7eb13ff23ba8eba",
  },
};
