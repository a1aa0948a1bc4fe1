#include "node/store/lmdb_file.h"

#include <algorithm>
#include <cstring>

#include "node/files/private_file.h"

namespace tocsin::store {
namespace {

constexpr std::size_t meta_bytes = 16 + 136;    // page header, MDB_meta
constexpr std::uint16_t page_flag_meta = 0x08;  // P_META
constexpr std::uint32_t magic = 0xBEEFC0DE, version = 1;

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

// The commit named by the last record of a free list: pages are listed under the commit that freed them. 0 if
// the list is empty, nullopt if its pages are not what they should be. A meta page whose commit number lost a
// bit would make LMDB fall back to the commit before, without a word; its free list still tells.
std::optional<std::uint64_t> last_freeing(const files::Fd& fd, const LmdbMeta& meta,
                                          const std::string& path) {
  constexpr std::uint16_t branch = 0x01, leaf = 0x02;
  constexpr std::size_t head = 16, node_head = 8, depth_max = 32;
  std::uint64_t number = meta.free_root;
  for (std::size_t depth = 0; number != lmdb_no_page && depth < depth_max; ++depth) {
    if (number < 2 || number > meta.last_page) return std::nullopt;
    auto page = files::read_at(fd, number * meta.page_bytes, meta.page_bytes, path);
    if (!page || page->size() != meta.page_bytes || at<std::uint64_t>(*page, 0) != number)
      return std::nullopt;
    const auto flags = at<std::uint16_t>(*page, 10);
    const std::size_t pointers_end = at<std::uint16_t>(*page, 12);
    if (pointers_end < head + 2 || pointers_end > page->size()) return std::nullopt;
    const std::size_t node = at<std::uint16_t>(*page, pointers_end - 2);
    if (node < pointers_end || node + node_head + 8 > page->size()) return std::nullopt;
    if ((flags & leaf) != 0) return at<std::uint64_t>(*page, node + node_head);
    if ((flags & branch) == 0) return std::nullopt;
    number = at<std::uint32_t>(*page, node) | std::uint64_t{at<std::uint16_t>(*page, node + 4)} << 32;
  }
  return number == lmdb_no_page ? std::optional<std::uint64_t>(0) : std::nullopt;
}

}  // namespace

std::optional<LmdbMeta> parse_meta(ByteView page, std::uint64_t page_number) {
  if (page.size() < meta_bytes) return std::nullopt;
  constexpr std::size_t meta = 16, free_tree = meta + 24, main_tree = free_tree + 48, end = main_tree + 48;
  LmdbMeta found{};
  found.page_bytes = at<std::uint32_t>(page, free_tree);  // LMDB keeps it in the free tree's unused field
  found.last_page = at<std::uint64_t>(page, end);
  found.commit = at<std::uint64_t>(page, end + 8);
  found.free_root = at<std::uint64_t>(page, free_tree + 40);
  bool whole = at<std::uint64_t>(page, 0) == page_number && at<std::uint16_t>(page, 10) == page_flag_meta &&
               at<std::uint32_t>(page, meta) == magic && at<std::uint32_t>(page, meta + 4) == version;
  bool page_size = found.page_bytes >= 512 && found.page_bytes <= 65536 &&
                   (found.page_bytes & (found.page_bytes - 1)) == 0;
  bool roots = true;
  for (std::size_t tree : {free_tree, main_tree}) {
    auto root = at<std::uint64_t>(page, tree + 40);
    roots = roots && (root == lmdb_no_page || (root >= 2 && root <= found.last_page));
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
  auto last_a = last_freeing(fd, *a, path), last_b = last_freeing(fd, *b, path);
  bool fits = last_a && last_b && *last_a <= a->commit && *last_b <= b->commit &&
              (a->commit > b->commit ? *last_a >= *last_b : *last_b >= *last_a);
  if (!fits) return damaged(path, "its first pages do not fit their free lists");
  return {};
}

}  // namespace tocsin::store
