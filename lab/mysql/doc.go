// Package mysql gives the order service a database: [Start] runs one inside
// this process, on loopback, that speaks MySQL's protocol, and [CreateSchema]
// prepares a real MySQL or MariaDB.
//
// The embedded database is dolthub/go-mysql-server with its tables in memory.
// It is right for a lab and for nothing else:
//
//   - It keeps nothing on disk. When it ends, the orders are gone.
//   - It asks for no password, and so listens on loopback only.
//   - It runs one statement at a time, because its tables lose writes otherwise.
//   - Transactions of more than one statement are not isolated: when two
//     overlap, what the last one commits replaces what the other wrote. The
//     order service sends single statements, on purpose.
//   - It copies and sorts the table for each write and reads all of it for each
//     query, so its speed falls with the number of orders: see the benchmarks.
//   - A statement that waits inside the database, such as SELECT SLEEP(10),
//     makes all others wait as long.
//
// For data that must last, or for numbers that mean something, use MySQL or
// MariaDB.
package mysql
