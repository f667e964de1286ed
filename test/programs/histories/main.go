// Command histories checks a history that `npm run test:chaos -- --history <file>` has written:
//
//   - each wallet is linearizable: there is an order of its operations, in which each takes effect
//     between its call and its return, that explains every balance that a client has read;
//   - at the end each transfer has happened on both sides, or on neither.
//
// It exits with 1 if one of them does not hold. With -plant it makes one balance wrong by a unit
// first, and exits with 1 if that is not found.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/anishathalye/porcupine"
)

// An order that is not found by then is reported as unknown, which fails, too.
const patience = 3 * time.Minute

func main() {
	plant := flag.Bool("plant", false, "make one balance wrong, which must be found")
	picture := flag.String("picture", "", "draw the history of a wallet that is not linearizable into this HTML file")
	flag.Parse()
	if flag.NArg() != 1 {
		fail("usage: histories [-plant] [-picture file.html] history.jsonl")
	}
	history, err := readHistory(flag.Arg(0))
	if err != nil {
		fail(err.Error())
	}
	if *plant {
		fmt.Println("planted:", history.plantWrongBalance())
	}
	found := history.halfTransfers()
	operations := 0
	for _, wallet := range history.wallets() {
		operations += len(history.operations[wallet])
		if what := check(history, wallet, *picture); what != "" {
			found = append(found, what)
		}
	}
	fmt.Printf("%d operations on %d wallets, %d that did not happen, %d sides of transfers at the end\n",
		operations, len(history.operations), history.without, len(history.sides))
	for _, what := range found {
		fmt.Println(what)
	}
	if (len(found) > 0) != *plant {
		os.Exit(1)
	}
}

// check returns what is wrong with the wallet, or nothing.
func check(history *history, wallet string, picture string) string {
	begun := time.Now()
	model := modelOf(history.lowest[wallet])
	result, info := porcupine.CheckOperationsVerbose(model, history.operations[wallet], patience)
	if result == porcupine.Ok {
		return ""
	}
	if picture != "" {
		if err := porcupine.VisualizePath(model, info, picture); err != nil {
			fail(err.Error())
		}
	}
	return fmt.Sprintf("wallet %s is not linearizable: %s after %s", wallet, result, time.Since(begun).Round(time.Millisecond))
}

func fail(why string) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(1)
}
