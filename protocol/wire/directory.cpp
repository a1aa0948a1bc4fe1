#include "protocol/wire/directory.h"

#include <algorithm>

#include "check.hpp"
#include "fields.hpp"
#include "protocol/wire/documents.capnp.h"

namespace tocsin::wire {
namespace {

template <class Entry, class Id>
const Entry* find_in(const std::vector<Entry>& entries, Id Entry::*id, const Id& wanted) {
  auto found = std::lower_bound(entries.begin(), entries.end(), wanted,
                                [&](const Entry& entry, const Id& value) { return entry.*id < value; });
  return found != entries.end() && (*found).*id == wanted ? &*found : nullptr;
}

template <class Entry, class Id>
bool ascends(const std::vector<Entry>& entries, Id Entry::*id) {
  return std::adjacent_find(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
           return !(a.*id < b.*id);
         }) == entries.end();
}

Listed compare(std::uint32_t listed, const Hash& listed_name, std::uint32_t held, const Hash& held_name) {
  if (held != listed) return held < listed ? Listed::older : Listed::newer;
  return held_name == listed_name ? Listed::same : Listed::other;
}

}  // namespace

Status check(const Directory& directory) {
  Check is("directory");
  is.that(directory.sequence >= 1, "sequence", "counts from 1");
  is.that((directory.sequence == 1) == directory.previous.is_zero(), "previous",
          "zero for the first of its kind and only there");
  is.instant(directory.issued, "issued");
  is.that(directory.posts.size() <= directory_posts_max, "posts", "too many");
  is.that(ascends(directory.posts, &ListedPost::post), "posts", "not ascending, or one twice");
  for (const auto& entry : directory.posts) {
    is.post(entry.post, "posts.post");
    if (!entry.supervising.is_zero()) is.post(entry.supervising, "posts.supervising");
    is.that(entry.supervising != entry.post, "posts.supervising", "a post does not supervise itself");
    is.that(entry.sequence >= 1, "posts.sequence", "counts from 1");
    is.set(entry.record, "posts.record");
  }
  is.that(directory.communes.size() <= directory_communes_max, "communes", "too many");
  is.that(ascends(directory.communes, &ListedCommune::commune), "communes", "not ascending, or one twice");
  for (const auto& entry : directory.communes) {
    is.commune(entry.commune, "communes.commune");
    is.post(entry.post, "communes.post");
    is.that(entry.sequence >= 1, "communes.sequence", "counts from 1");
    is.set(entry.charter, "communes.charter");
  }
  return std::move(is).result();
}

template <class Fields>
void describe(Fields& f, typename Fields::template Seen<ListedPost>& v) {
  f.bytes("post", v.post);
  f.bytes("supervising", v.supervising);
  f.number("sequence", v.sequence);
  f.bytes("record", v.record);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<ListedCommune>& v) {
  f.bytes("commune", v.commune);
  f.bytes("post", v.post);
  f.number("sequence", v.sequence);
  f.bytes("charter", v.charter);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Directory>& v) {
  f.number("sequence", v.sequence);
  f.bytes("previous", v.previous);
  f.instant("issued", v.issued);
  f.list("posts", v.posts);
  f.list("communes", v.communes);
}

TOCSIN_DOCUMENT(Directory, "directory")

const ListedPost* find(const Directory& directory, const PostId& post) {
  return find_in(directory.posts, &ListedPost::post, post);
}
const ListedCommune* find(const Directory& directory, const Insee& commune) {
  return find_in(directory.communes, &ListedCommune::commune, commune);
}

Listed compare(const Directory& directory, const PostRecord& record, const Hash& name) {
  const auto* entry = find(directory, record.post);
  return entry == nullptr ? Listed::unlisted : compare(entry->sequence, entry->record, record.sequence, name);
}
Listed compare(const Directory& directory, const Charter& charter, const Hash& name) {
  const auto* entry = find(directory, charter.commune);
  return entry == nullptr ? Listed::unlisted
                          : compare(entry->sequence, entry->charter, charter.sequence, name);
}

std::string_view slug(Listed listed) {
  switch (listed) {
    case Listed::same: return "same";
    case Listed::newer: return "newer";
    case Listed::older: return "older";
    case Listed::other: return "other";
    case Listed::unlisted: return "unlisted";
  }
  return {};
}

}  // namespace tocsin::wire
