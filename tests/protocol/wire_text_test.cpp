#include <catch2/catch.hpp>

#include "protocol/wire/text.h"

using namespace tocsin::wire;

TEST_CASE("names as people write them are texts") {
  CHECK(is_text("Ornans"));
  CHECK(is_text("L’Haÿ-les-Roses"));
  CHECK(is_text("Saint-Étienne-du-Rouvray (76)"));
  CHECK(is_text("Œuilly, côté cœur"));
  CHECK(is_text("e\u0301te\u0301"));  // not composed: shown the same
  CHECK(is_text(std::string(120, 'a')));
}

TEST_CASE("a text that does not show as it is stored is refused") {
  CHECK_FALSE(is_text(""));
  CHECK_FALSE(is_text(std::string(121, 'a')));
  CHECK_FALSE(is_text("two\nlines"));
  CHECK_FALSE(is_text(std::string_view("a\0b", 3)));
  CHECK_FALSE(is_text("\u0085"));        // a C1 control
  CHECK_FALSE(is_text("abc\u202Egnp"));  // right-to-left override
  CHECK_FALSE(is_text("a\u2066b\u2069"));
  CHECK_FALSE(is_text("a\u200Eb"));
  CHECK_FALSE(is_text("a\u061Cb"));
  CHECK_FALSE(is_text("a\u200Bb"));  // zero width
  CHECK_FALSE(is_text("a\u00ADb"));  // soft hyphen
  CHECK_FALSE(is_text("\uFEFFa"));
  CHECK_FALSE(is_text("a\U000E0041"));  // tag
  CHECK_FALSE(is_text("a\uE000"));      // private use
  CHECK_FALSE(is_text("a\u2028b"));
  CHECK_FALSE(is_text(" a"));
  CHECK_FALSE(is_text("a "));
  CHECK_FALSE(is_text("a  b"));
  CHECK_FALSE(is_text("a\u00A0b"));
}

TEST_CASE("combining marks do not pile up") {
  CHECK(is_text("a\u0301\u0302"));
  CHECK_FALSE(is_text("a\u0301\u0302\u0303"));
  CHECK_FALSE(is_text("\u0301a"));
  CHECK_FALSE(is_text("a \u0301"));
}

TEST_CASE("bytes that are not UTF-8 are refused") {
  CHECK_FALSE(is_text("\xFF"));
  CHECK_FALSE(is_text("\xC3"));      // cut short
  CHECK_FALSE(is_text("\xC0\xAF"));  // longer than need be
  CHECK_FALSE(is_text("\xE0\x80\xAF"));
  CHECK_FALSE(is_text("\xED\xA0\x80"));      // surrogate
  CHECK_FALSE(is_text("\xF4\x90\x80\x80"));  // above 10FFFF
  CHECK_FALSE(is_text("\xF0\x9F\x9A"));
  CHECK_FALSE(is_text("a\x80"));
}

TEST_CASE("whatever is given, the fitted text may be sent") {
  CHECK(fit_text("fine as it is") == "fine as it is");
  CHECK(fit_text("  two\n lines ") == "two lines");
  CHECK(fit_text("a\u202Eb\xFF"
                 "c") == "a?b?c");
  CHECK(fit_text("R10\u00A0: quota") == "R10 : quota");
  CHECK(fit_text("\u0301") == "");
  CHECK(fit_text("") == "");
  CHECK(fit_text(std::string(119, 'a') + "é").size() == 119);  // never half a character
  for (const char* text : {"a\u0301\u0302\u0303b", "   ", "\n", "x\xE2\x82", "\xF0\x9F\x9A\xA8 alarm"}) {
    auto fitted = fit_text(text);
    CHECK((fitted.empty() || is_text(fitted)));
    CHECK(fit_text(fitted) == fitted);
  }
}

TEST_CASE("an address is tcp, a host and a port, in one spelling") {
  CHECK(is_address("tcp://127.0.0.1:7001"));
  CHECK(is_address("tcp://noeud.mairie-ornans.fr:1"));
  CHECK(is_address("tcp://localhost:65535"));
  CHECK(is_address("tcp://[::1]:7001"));
  CHECK(is_address("tcp://[2001:db8:0:1:2:3:4:5]:7001"));
  for (const char* text : {"",
                           "tcp://",
                           "tcp://:7001",
                           "tcp://host",
                           "tcp://host:",
                           "tcp://host:0",
                           "tcp://host:65536",
                           "tcp://host:07001",
                           "tcp://host:70 01",
                           "udp://host:7001",
                           "TCP://host:7001",
                           "tcp://Host:7001",
                           "tcp://host.:7001",
                           "tcp://-host:7001",
                           "tcp://ho st:7001",
                           "tcp://256.0.0.1:7001",
                           "tcp://1.2.3:7001",
                           "tcp://01.2.3.4:7001",
                           "tcp://*:7001",
                           "tcp://host/path:7001",
                           "tcp://user@host:7001",
                           "tcp://[::1:7001",
                           "tcp://::1:7001",
                           "tcp://[1::2::3]:7001",
                           "tcp://[:::]:7001",
                           "tcp://[12345::]:7001",
                           "tcp://[1:2:3:4:5:6:7:8:9]:1",
                           "tcp://[]:7001",
                           "tcp://[fe80::1%eth0]:7001",
                           "ipc://socket:1",
                           "tcp://h\xC3\xA9:1",
                           "tcp://..:1"}) {
    INFO(text);
    CHECK_FALSE(is_address(text));
  }
  CHECK_FALSE(is_address("tcp://" + std::string(63, 'a') + "." + std::string(63, 'b') +
                         ":7001"));  // 120 bytes at most
}

TEST_CASE("a telephone number is digits as they are read out") {
  CHECK(is_telephone("17"));
  CHECK(is_telephone("+33 3 81 62 21 22"));
  CHECK(is_telephone("0381622122"));
  for (const char* text : {"", "+", "1", " 17", "17 ", "1  7", "03.81.62.21.22", "+33 (0)3", "++33", "3+3",
                           "1234567890123456", "tel:17"}) {
    INFO(text);
    CHECK_FALSE(is_telephone(text));
  }
}
