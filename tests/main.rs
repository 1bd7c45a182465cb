//! Stories that cross areas, told through HTTP as a browser or a program would: one binary.

mod access;
mod access_table;
mod budgets;
mod stories;
mod support;
mod tree;
