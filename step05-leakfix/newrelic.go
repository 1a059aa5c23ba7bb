package main

import (
	"fmt"
	"net/http"

	"github.com/gorilla/mux"
	"github.com/newrelic/go-agent/v3/newrelic"
	"github.com/urfave/negroni/v3"
)

// StartDataSegmentNowForDataStore starts to time one operation op on a table, as
// a segment of the request's transaction. Whoever starts it ends it, after the
// last row is read:
//
//	segment := StartDataSegmentNowForDataStore("findOrder", "orders", txn, newrelic.DatastoreMySQL)
//	defer segment.End()
//
// Without a transaction (txn is nil) it returns a segment that does nothing.
func StartDataSegmentNowForDataStore(op, tableName string, txn *newrelic.Transaction, datastore newrelic.DatastoreProduct) newrelic.DatastoreSegment {
	if txn == nil {
		return newrelic.DatastoreSegment{}
	}
	return newrelic.DatastoreSegment{
		StartTime:  txn.StartSegmentNow(),
		Product:    datastore,
		Collection: tableName,
		Operation:  op,
	}
}

// NewRelicMiddleware makes each request a transaction, named by its route as the
// metrics of StatsD are, and puts it into the request's context, where the
// queries find it. Without an agent (app is nil) it does nothing.
//
// It belongs outside the recovery, which hands a panic to noticePanic: only there
// is the status 500 seen as well. The agent takes the first status for the answer's,
// a 1xx too; no route here sends one.
func NewRelicMiddleware(app *newrelic.Application, router *mux.Router) negroni.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if app == nil {
			next(rw, r)
			return
		}
		txn := app.StartTransaction(GetKeyStructure(router, r))
		defer txn.End()
		txn.SetWebRequestHTTP(r)
		// Wrapped anew, for the agent's writer is no negroni.ResponseWriter, and
		// negroni.Logger panics without one.
		rw = negroni.NewResponseWriter(txn.SetWebResponse(rw))
		next(rw, r.WithContext(newrelic.NewContext(r.Context(), txn)))
	}
}

// noticePanic reports a panic to the transaction of r, if there is one.
func noticePanic(r *http.Request, recovered any) {
	newrelic.FromContext(r.Context()).NoticeError(newrelic.Error{
		Message: fmt.Sprint(recovered),
		Class:   "panic",
	})
}
