#include "node/store/lmdb.h"

#include <fcntl.h>
#include <lmdb.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdio>

#include "node/files/private_file.h"
#include "node/store/lmdb_file.h"
#include "node/store/lmdb_txn.h"

namespace tocsin::store {
namespace {

// What makes LMDB durable is what is not here.
constexpr unsigned env_flags = MDB_NOTLS;
static_assert((env_flags & (MDB_NOSYNC | MDB_NOMETASYNC | MDB_WRITEMAP | MDB_MAPASYNC | MDB_NOLOCK |
                            MDB_NOMEMINIT)) == 0);

tl::unexpected<Error> lmdb_error(int code, const char* doing) {
  return tl::unexpected<Error>(explain(code, doing));
}

std::size_t round_up(std::size_t bytes, std::size_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

// Gives the file `bytes` bytes of disk; false if there is no room. A file system that cannot reserve gets a
// longer file only, and then a full disk shows at a commit.
bool allocate(int fd, std::size_t bytes) {
  if (::fallocate(fd, 0, 0, static_cast<off_t>(bytes)) == 0) return true;
  return errno == EOPNOTSUPP && ::ftruncate(fd, static_cast<off_t>(bytes)) == 0;
}

// An empty database, whole and durable before it has its name, so that a short data file is always damage.
Status create(const DataFolder& folder, std::size_t bytes) {
  const std::string made = folder.file("data.mdb.new");
  ::unlink(made.c_str());
  MDB_env* env = nullptr;
  int code = mdb_env_create(&env);
  if (code == 0) code = mdb_env_open(env, made.c_str(), env_flags | MDB_NOSUBDIR, 0600);
  if (env) mdb_env_close(env);
  ::unlink((made + "-lock").c_str());
  if (code != 0) return lmdb_error(code, "make the data file");
  {
    auto fd = files::open_private_file(made, files::Access::write);
    if (!fd) return tl::unexpected<Error>(fd.error());
    if (!allocate(fd->get(), bytes)) {
      ::unlink(made.c_str());
      return fail(Errc::store_full,
                  folder.path() + " has no room for a data file of " + std::to_string(bytes) + " bytes");
    }
    if (auto done = files::sync_file(*fd, made); !done) return done;
  }
  const std::string named = folder.file(data_file);
  if (::rename(made.c_str(), named.c_str()) != 0) return files::system_error("create", named);
  return files::sync_folder(folder.path());
}

// Pages on LMDB's free list; they are used again before the file gets longer.
Result<std::uint64_t> free_pages(MDB_env* env) {
  constexpr MDB_dbi free_tree = 0;
  MDB_txn* txn = nullptr;
  if (int code = mdb_txn_begin(env, nullptr, MDB_RDONLY, &txn))
    return lmdb_error(code, "measure the data file");
  MDB_cursor* cursor = nullptr;
  std::uint64_t pages = 0;
  int code = mdb_cursor_open(txn, free_tree, &cursor);
  MDB_val key{}, list{};
  while (code == 0 && (code = mdb_cursor_get(cursor, &key, &list, MDB_NEXT)) == 0) {
    if (list.mv_size >= sizeof(std::size_t)) pages += *static_cast<const std::size_t*>(list.mv_data);
  }
  if (cursor) mdb_cursor_close(cursor);
  mdb_txn_abort(txn);
  if (code != MDB_NOTFOUND) return lmdb_error(code, "measure the data file");
  return pages;
}

}  // namespace

LmdbStore::State::~State() {
  assert(!transaction_open);
  if (env) mdb_env_close(env);
}

Status LmdbStore::State::measure() {
  MDB_envinfo info{};
  mdb_env_info(env, &info);
  pages_used = info.me_last_pgno + 1;
  auto tight = [&] { return pages_used * page_bytes >= map_bytes / 4 * 3; };
  if (tight()) {  // the free list is worth reading only then
    auto free = free_pages(env);
    if (!free) return tl::unexpected<Error>(free.error());
    pages_used -= std::min(*free, pages_used);
  }
  three_quarters_used = tight();
  return {};
}

Status LmdbStore::State::make_room() {
  const bool full = std::exchange(found_none, false);
  if (full || three_quarters_used) {
    const std::size_t before = map_bytes;
    if (auto grown = grow(); !grown) return grown;
    nearly_full = three_quarters_used || (full && map_bytes == before);
  } else {
    nearly_full = false;
  }
  return {};
}

Status LmdbStore::State::grow() {
  const std::size_t limit = std::max(map_bytes, round_up(options.map_bytes_max, page_bytes));
  std::size_t target = map_bytes;
  do {
    target = target > limit / 2 ? limit : target * 2;
  } while (target < limit && pages_used * page_bytes >= target / 4 * 3);
  if (target == map_bytes) return {};
  mdb_filehandle_t fd = -1;
  mdb_env_get_fd(env, &fd);
  if (!allocate(fd, target)) return {};
  if (int code = mdb_env_set_mapsize(env, target)) {
    broken = explain(code, "map the data file");
    return tl::unexpected<Error>(*broken);
  }
  map_bytes = target;
  return measure();
}

LmdbStore::LmdbStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
LmdbStore::~LmdbStore() = default;

Result<std::unique_ptr<LmdbStore>> LmdbStore::open(const LmdbOptions& options, txn::ValueCodec& codec) {
  auto folder = DataFolder::claim(options.path);
  if (!folder) return pass_on(folder);
  auto state = std::make_unique<State>(options, codec, std::move(*folder));
  const auto system_page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t wanted = round_up(std::max(options.map_bytes_initial, 16 * system_page), system_page);
  const std::string path = state->folder.file(data_file);

  auto file = files::open_private_file(path, files::Access::write);
  if (!file && file.error().code == Errc::not_found) {
    if (auto made = create(state->folder, wanted); !made) return tl::unexpected<Error>(made.error());
    file = files::open_private_file(path, files::Access::write);
  }
  if (!file) return pass_on(file);
  if (auto whole = check_data_file(*file, path); !whole) return tl::unexpected<Error>(whole.error());
  state->map_bytes = round_up(std::max<std::size_t>(wanted, files::size_of(*file)), system_page);
  if (!allocate(file->get(), state->map_bytes))
    state->map_bytes = files::size_of(*file) / system_page * system_page;

  int code = mdb_env_create(&state->env);
  if (code == 0) code = mdb_env_set_mapsize(state->env, state->map_bytes);
  if (code == 0) code = mdb_env_open(state->env, options.path.c_str(), env_flags, 0600);
  if (code == 0) code = open_main_tree(state->env);
  if (code == MDB_CORRUPTED || code == MDB_INVALID || code == MDB_VERSION_MISMATCH) {
    return fail(Errc::store_damaged,
                path + " is damaged (" + mdb_strerror(code) + "): put the last good copy back");
  }
  if (code != 0) return lmdb_error(code, ("open " + path).c_str());
  int dead_readers = 0;
  mdb_reader_check(state->env,
                   &dead_readers);  // of processes that were killed; they would keep pages from reuse
  MDB_stat stat{};
  mdb_env_stat(state->env, &stat);
  state->page_bytes = stat.ms_psize;
  MDB_envinfo info{};
  mdb_env_info(state->env, &info);
  state->map_bytes = info.me_mapsize;
  if (auto measured = state->measure(); !measured) return tl::unexpected<Error>(measured.error());
  if (auto room = state->make_room(); !room) return tl::unexpected<Error>(room.error());
  return std::unique_ptr<LmdbStore>(new LmdbStore(std::move(state)));
}

Result<std::unique_ptr<txn::Transaction>> LmdbStore::begin() {
  assert(!state_->transaction_open);
  if (state_->broken) return tl::unexpected<Error>(*state_->broken);
  if (auto room = state_->make_room(); !room) return tl::unexpected<Error>(room.error());
  auto volatile_rows = state_->volatile_rows.begin();
  if (!volatile_rows) return pass_on(volatile_rows);
  MDB_txn* txn = nullptr;
  if (int code = mdb_txn_begin(state_->env, nullptr, 0, &txn)) {
    state_->broken = explain(code, "begin a transaction");
    return tl::unexpected<Error>(*state_->broken);
  }
  return std::unique_ptr<txn::Transaction>(
      std::make_unique<LmdbTransaction>(*state_, txn, std::move(*volatile_rows)));
}

bool LmdbStore::nearly_full() const {
  return state_->nearly_full;
}

Result<Scrub> LmdbStore::verify() const {
  assert(!state_->transaction_open);
  return walk(state_->env, state_->codec);
}

std::uint64_t LmdbStore::map_bytes() const {
  return state_->map_bytes;
}
std::uint64_t LmdbStore::used_bytes() const {
  return state_->pages_used * state_->page_bytes;
}

}  // namespace tocsin::store
