package main

import (
	"fmt"

	"github.com/anishathalye/porcupine"
)

// operation is what a client asked of one wallet.
type operation struct {
	kind   string
	amount int64
}

// outcome is what the client knows about it.
type outcome struct {
	// ok or unknown. What did not happen is in no history.
	result  string
	balance int64
}

// modelOf is a wallet in one number: its balance, which never goes below `lowest`. Holds do not show in
// it, as a hold changes what is available and not the balance. A transfer with an unknown outcome may
// have happened or not.
func modelOf(lowest int64) porcupine.Model {
	step := func(state, input, output interface{}) []interface{} {
		balance, asked, known := state.(int64), input.(operation), output.(outcome)
		after := balance
		switch asked.kind {
		case "read":
			if known.balance != balance {
				return nil
			}
			return []interface{}{balance}
		case "debit":
			after -= asked.amount
		case "credit":
			after += asked.amount
		}
		switch {
		case after < lowest && known.result == "ok":
			return nil
		case after < lowest:
			return []interface{}{balance}
		case known.result == "ok":
			return []interface{}{after}
		}
		return []interface{}{balance, after}
	}
	model := porcupine.NondeterministicModel{
		Init: func() []interface{} { return []interface{}{int64(0)} },
		Step: step,
		DescribeOperation: func(input, output interface{}) string {
			asked, known := input.(operation), output.(outcome)
			if asked.kind == "read" {
				return fmt.Sprintf("read → %d", known.balance)
			}
			return fmt.Sprintf("%s %d → %s", asked.kind, asked.amount, known.result)
		},
	}
	return model.ToModel()
}
