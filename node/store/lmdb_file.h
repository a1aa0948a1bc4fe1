// What can be known of LMDB's data file without mapping it: the two meta pages (LMDB 0.9, 64-bit little
// endian) and the file's length. Reading a mapped page beyond the end of the file is a SIGBUS, so this is
// asked first.
#pragma once
#include "node/files/fd.h"
#include "protocol/ids.h"
#include "protocol/result.h"

namespace tocsin::store {

constexpr std::uint64_t lmdb_no_page = UINT64_MAX;

// One meta page, as lmdb 0.9.24's MDB_page and MDB_meta lay it out.
struct LmdbMeta {
  std::uint32_t page_bytes;
  std::uint64_t last_page;
  std::uint64_t commit;     // the transaction that wrote it
  std::uint64_t free_root;  // root page of the free list, or lmdb_no_page
};
// nullopt unless page header, magic, version, page size and page number are what LMDB writes.
std::optional<LmdbMeta> parse_meta(ByteView page, std::uint64_t page_number);

// store_damaged unless both meta pages are whole, of two commits that follow each other, as late as their
// free lists say, and the file has every page they count.
Status check_data_file(const files::Fd& fd, const std::string& path);

}  // namespace tocsin::store
