// A subcommand of culvert-cli: one file each, listed in main.cpp.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace culvert::app {

// Exit codes.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;      // the tunnel, the client, or what was asked of it
inline constexpr int kUsage = 2;       // the command line or a file that it names
inline constexpr int kNotRunning = 3;  // the command asks a Culvert that runs, and none does

// What the command line asks for; gives the exit code.
using Chosen = std::function<int()>;
// Adds a subcommand to the program. When it is on the command line, `chosen` is set to what it does; both outlive the
// reading of it.
using AddCommand = void (*)(CLI::App& program, Chosen& chosen);

void add_run(CLI::App& program, Chosen& chosen);
void add_connect(CLI::App& program, Chosen& chosen);
void add_check(CLI::App& program, Chosen& chosen);
void add_proxies(CLI::App& program, Chosen& chosen);
void add_profiles(CLI::App& program, Chosen& chosen);
// Of a Culvert that runs.
void add_status(CLI::App& program, Chosen& chosen);
void add_on(CLI::App& program, Chosen& chosen);
void add_off(CLI::App& program, Chosen& chosen);
void add_forward(CLI::App& program, Chosen& chosen);
void add_connections(CLI::App& program, Chosen& chosen);
void add_close(CLI::App& program, Chosen& chosen);
void add_trace(CLI::App& program, Chosen& chosen);
void add_env(CLI::App& program, Chosen& chosen);
void add_launch(CLI::App& program, Chosen& chosen);
// Of the desktop.
void add_repair(CLI::App& program, Chosen& chosen);

}  // namespace culvert::app
