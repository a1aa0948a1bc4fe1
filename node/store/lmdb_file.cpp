#include "node/store/lmdb_file.h"

#include <algorithm>
#include <cstring>

#include "node/files/private_file.h"

namespace tocsin::store {
namespace {

constexpr std::size_t meta_bytes = 16 + 136;    // page header, MDB_meta
constexpr std::uint16_t page_flag_meta = 0x08;  // P_META
constexpr std::uint32_t magic = 0xBEEFC0DE, version = 1;
constexpr std::size_t root_none = SIZE_MAX;  // P_INVALID, an empty tree

// LMDB writes the machine's own order; the project runs on little-endian machines.
template <class Number>
Number at(ByteView page, std::size_t offset) {
  Number value;
  std::memcpy(&value, page.data() + offset, sizeof value);
  return value;
}

tl::unexpected<Error> damaged(const std::string& path, const std::string& how) {
  return fail(Errc::store_damaged, path + " is damaged (" + how + "): put the last good copy back");
}

}  // namespace

std::optional<LmdbMeta> parse_meta(ByteView page, std::uint64_t page_number) {
  if (page.size() < meta_bytes) return std::nullopt;
  constexpr std::size_t meta = 16, free_tree = meta + 24, main_tree = free_tree + 48, end = main_tree + 48;
  LmdbMeta found{};
  found.page_bytes = at<std::uint32_t>(page, free_tree);  // LMDB keeps it in the free tree's unused field
  found.last_page = at<std::uint64_t>(page, end);
  found.commit = at<std::uint64_t>(page, end + 8);
  bool whole = at<std::uint64_t>(page, 0) == page_number && at<std::uint16_t>(page, 10) == page_flag_meta &&
               at<std::uint32_t>(page, meta) == magic && at<std::uint32_t>(page, meta + 4) == version;
  bool page_size = found.page_bytes >= 512 && found.page_bytes <= 65536 &&
                   (found.page_bytes & (found.page_bytes - 1)) == 0;
  bool roots = true;
  for (std::size_t tree : {free_tree, main_tree}) {
    auto root = at<std::uint64_t>(page, tree + 40);
    roots = roots && (root == root_none || (root >= 2 && root <= found.last_page));
  }
  bool plain =
      (at<std::uint16_t>(page, main_tree + 4) & 0x7Fu) == 0;  // no DUPSORT, no reversed or integer keys
  if (!whole || !page_size || !roots || !plain || found.last_page < 1) return std::nullopt;
  return found;
}

Status check_data_file(const files::Fd& fd, const std::string& path) {
  const std::uint64_t size = files::size_of(fd);
  if (size == 0) return damaged(path, "it is empty");
  auto first = files::read_at(fd, 0, meta_bytes, path);
  if (!first) return tl::unexpected<Error>(first.error());
  auto a = parse_meta(*first, 0);
  if (!a) return damaged(path, "its first page is not one of ours");
  auto second = files::read_at(fd, a->page_bytes, meta_bytes, path);
  if (!second) return tl::unexpected<Error>(second.error());
  auto b = parse_meta(*second, 1);
  if (!b || b->page_bytes != a->page_bytes) return damaged(path, "its second page is not one of ours");
  // Commit n is written to meta page n mod 2; a file that was just made has zero in both.
  bool fresh = a->commit == 0 && (b->commit == 0 || b->commit == 1);
  bool neighbours =
      a->commit % 2 == 0 && b->commit % 2 == 1 && (a->commit + 1 == b->commit || b->commit + 1 == a->commit);
  if (!fresh && !neighbours) return damaged(path, "its two first pages contradict each other");
  std::uint64_t pages = std::max(a->last_page, b->last_page) + 1;
  if (pages > size / a->page_bytes) {
    return damaged(path, "it has " + std::to_string(size) + " bytes, cut off from " + std::to_string(pages) +
                             " pages of " + std::to_string(a->page_bytes));
  }
  return {};
}

}  // namespace tocsin::store
