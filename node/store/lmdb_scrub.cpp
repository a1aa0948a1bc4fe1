#include <fcntl.h>
#include <lmdb.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

#include "node/files/private_file.h"
#include "node/store/lmdb_file.h"
#include "node/store/lmdb_txn.h"

namespace tocsin::store {
namespace {

constexpr MDB_dbi free_tree = 0;

class Reader {  // a read transaction and its cursors
 public:
  explicit Reader(MDB_env* env) { code_ = mdb_txn_begin(env, nullptr, MDB_RDONLY, &txn_); }
  ~Reader() {
    for (MDB_cursor* cursor : cursors_) mdb_cursor_close(cursor);
    if (txn_) mdb_txn_abort(txn_);
  }
  MDB_cursor* cursor(MDB_dbi tree) {
    MDB_cursor* made = nullptr;
    if (code_ == 0) code_ = mdb_cursor_open(txn_, tree, &made);
    if (made) cursors_.push_back(made);
    return made;
  }
  MDB_txn* txn() const { return txn_; }
  int code() const { return code_; }

 private:
  MDB_txn* txn_ = nullptr;
  std::vector<MDB_cursor*> cursors_;
  int code_ = 0;
};

// A page listed as free twice, or out of range, would be written over while in use.
std::string walk_free_list(MDB_cursor* cursor, std::vector<bool>& free, std::size_t& listed) {
  MDB_val key{}, list{};
  int code = 0;
  while ((code = mdb_cursor_get(cursor, &key, &list, MDB_NEXT)) == 0) {
    const auto* numbers = static_cast<const std::size_t*>(list.mv_data);
    if (list.mv_size < sizeof *numbers || numbers[0] > list.mv_size / sizeof *numbers - 1) {
      return "the free list is not a list";
    }
    for (std::size_t n = 1; n <= numbers[0]; ++n, ++listed) {
      if (numbers[n] < 2 || numbers[n] >= free.size() || free[numbers[n]]) {
        return "the free list names a page wrongly";
      }
      free[numbers[n]] = true;
    }
  }
  return code == MDB_NOTFOUND ? "" : mdb_strerror(code);
}

// True if a page that holds `data` (a key in a leaf, a long value in pages of its own) is listed as free: it
// would be written over. Pages begin at multiples of their size in memory too, with their number; a value's
// first page says how many there are.
bool is_listed(const void* data, bool long_value, std::size_t page_bytes, const std::vector<bool>& free) {
  const auto* head = static_cast<const char*>(data) - reinterpret_cast<std::uintptr_t>(data) % page_bytes;
  std::size_t number = 0;
  std::uint32_t count = 1;
  std::memcpy(&number, head, sizeof number);
  if (long_value) std::memcpy(&count, head + 12, sizeof count);
  for (; count > 0; --count, ++number) {
    if (number >= free.size() || free[number]) return true;
  }
  return false;
}

std::string walk_rows(Reader& reader, MDB_cursor* cursor, const MDB_stat& stat, const std::vector<bool>& free,
                      const txn::ValueCodec& codec, Scrub& scrub) {
  const std::size_t entries = stat.ms_entries, page_bytes = stat.ms_psize;
  Bytes before;
  MDB_val at{}, sealed{};
  std::size_t seen = 0;
  int code = 0;
  while ((code = mdb_cursor_get(cursor, &at, &sealed, MDB_NEXT)) == 0) {
    if (++seen > entries) return "it has more rows than it counts";
    ByteView row(static_cast<const std::uint8_t*>(at.mv_data), at.mv_size);
    if (row.empty() || row.size() > 1 + txn::key_bytes_max) return "a key has an impossible length";
    if (seen > 1 && !std::lexicographical_compare(before.begin(), before.end(), row.begin(), row.end())) {
      return "its rows are out of order";
    }
    const auto page_of = [&](const void* data) {
      return reinterpret_cast<std::uintptr_t>(data) / page_bytes;
    };
    const bool long_value = sealed.mv_size > 0 && page_of(at.mv_data) != page_of(sealed.mv_data);
    if (is_listed(at.mv_data, false, page_bytes, free) ||
        (long_value && is_listed(sealed.mv_data, true, page_bytes, free))) {
      return "a page in use is listed as free";
    }
    before.assign(row.begin(), row.end());
    auto opened = codec.open(static_cast<txn::Table>(row[0]), row.subspan(1),
                             {static_cast<const std::uint8_t*>(sealed.mv_data), sealed.mv_size});
    opened ? ++scrub.rows : ++scrub.damaged;
    // A row that a walk meets but a search does not is lost to its reader.
    MDB_val found{}, wanted{before.size(), before.data()};
    if (mdb_get(reader.txn(), main_tree, &wanted, &found) != 0 || found.mv_data != sealed.mv_data) {
      return "a row cannot be found by its key";
    }
  }
  if (code != MDB_NOTFOUND) return mdb_strerror(code);
  return seen == entries ? "" : "it counts more rows than it has";
}

struct Answer {  // from the child, through a pipe
  bool walked;
  std::uint64_t rows, damaged;
  char text[200];  // Scrub::broken, or why the walk did not start
};

Answer walk_file(const std::string& path, std::uint64_t bytes, const txn::ValueCodec& codec) {
  Answer answer{};
  auto say = [&](std::string_view text) {
    std::copy_n(text.begin(), std::min(text.size(), sizeof answer.text - 1), answer.text);
  };
  MDB_env* env = nullptr;
  int code = mdb_env_create(&env);
  if (code == 0) code = mdb_env_set_mapsize(env, bytes);  // not what the file asks for
  // The claim on the folder keeps writers away; LMDB's own lock file is not needed, and the disk may be
  // read-only.
  if (code == 0) code = mdb_env_open(env, path.c_str(), MDB_RDONLY | MDB_NOLOCK | MDB_NOTLS, 0600);
  if (code == EIO || code == EACCES || code == ENOMEM) {
    say(mdb_strerror(code));
    return answer;
  }
  answer.walked = true;
  if (code != 0) {
    say(mdb_strerror(code));
    return answer;
  }
  auto scrub = walk(env, codec);
  say(scrub ? scrub->broken : scrub.error().detail);
  if (scrub) answer.rows = scrub->rows, answer.damaged = scrub->damaged;
  return answer;
}

[[noreturn]] void child(int to, const std::string& path, std::uint64_t bytes, const txn::ValueCodec& codec) {
  for (int signal : {SIGBUS, SIGSEGV, SIGABRT, SIGFPE, SIGILL}) std::signal(signal, SIG_DFL);
  rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);             // its memory holds what the codec opened
  const rlim_t seconds = 120 + (bytes >> 20);  // far more than a walk takes, unless pages lead in a circle
  rlimit time{seconds, seconds};
  ::setrlimit(RLIMIT_CPU, &time);
  int quiet = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (quiet >= 0) ::dup2(quiet, STDERR_FILENO);  // LMDB and sanitizers print on the way to abort
  Answer answer = walk_file(path, bytes, codec);
  bool sent = ::write(to, &answer, sizeof answer) == static_cast<ssize_t>(sizeof answer);
  ::_exit(sent ? 0 : 1);
}

}  // namespace

Result<Scrub> walk(MDB_env* env, const txn::ValueCodec& codec) {
  if (int code = open_main_tree(env)) return tl::unexpected<Error>(explain(code, "walk the data file"));
  Reader reader(env);
  MDB_cursor* free_list = reader.cursor(free_tree);
  MDB_cursor* rows = reader.cursor(main_tree);
  if (reader.code() != 0) return tl::unexpected<Error>(explain(reader.code(), "walk the data file"));
  MDB_stat free_stat{}, stat{};
  mdb_stat(reader.txn(), free_tree, &free_stat);
  mdb_stat(reader.txn(), main_tree, &stat);
  MDB_envinfo info{};
  mdb_env_info(env, &info);
  const std::size_t pages = info.me_last_pgno + 1;
  auto in = [](const MDB_stat& tree) {
    return tree.ms_branch_pages + tree.ms_leaf_pages + tree.ms_overflow_pages;
  };

  Scrub scrub;
  std::size_t listed = 0;
  std::vector<bool> free(pages);
  scrub.broken = walk_free_list(free_list, free, listed);
  if (!scrub.broken.empty()) return scrub;
  if (2 + listed + in(free_stat) + in(stat) != pages) scrub.broken = "its pages do not add up";
  if (!scrub.broken.empty()) return scrub;
  scrub.broken = walk_rows(reader, rows, stat, free, codec, scrub);
  return scrub;
}

Result<Scrub> scrub_in_child(const std::string& path, const txn::ValueCodec& codec) {
  auto folder = DataFolder::claim(path);
  if (!folder) return pass_on(folder);
  const std::string name = folder->file(data_file);
  auto file = files::open_private_file(name, files::Access::write);
  if (!file && file.error().code == Errc::not_found) return Scrub{};
  if (!file) return pass_on(file);
  if (auto whole = check_data_file(*file, name); !whole) {
    if (whole.error().code != Errc::store_damaged) return tl::unexpected<Error>(whole.error());
    return Scrub{0, 0, whole.error().detail};
  }
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return files::system_error("make a pipe to check", name);
  files::Fd from(ends[0]), to(ends[1]);
  pid_t pid = ::fork();
  if (pid < 0) return files::system_error("start a process to check", name);
  if (pid == 0) child(to.get(), path, files::size_of(*file), codec);
  to = files::Fd();
  Answer answer{};
  ssize_t got = 0;
  while ((got = ::read(from.get(), &answer, sizeof answer)) < 0 && errno == EINTR) {
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (got != static_cast<ssize_t>(sizeof answer)) {
    std::string how = WIFSIGNALED(status) ? " (signal " + std::to_string(WTERMSIG(status)) + ")" : "";
    return Scrub{0, 0, name + " is damaged: reading all of it ends the process that reads" + how};
  }
  answer.text[sizeof answer.text - 1] = 0;
  if (!answer.walked) return fail(Errc::io, "cannot check " + name + ": " + answer.text);
  std::string broken = answer.text[0] == 0 ? "" : name + " is damaged: " + answer.text;
  return Scrub{answer.rows, answer.damaged, broken};
}

}  // namespace tocsin::store
