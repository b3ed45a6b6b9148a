using System.Runtime.ExceptionServices;

namespace BirbCam.Onnx.Probing;

/// <summary>Runs calls into native code that may never come back.</summary>
internal static class Deadline
{
    /// <summary>How long a call that was told to stop may take to do so. Between two operators ONNX Runtime stops at once.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The result of a call that is told to stop when its time is over. One that does not listen, because it is in the middle of a single endless
    /// operator, is left behind on its own thread, with all that it holds: that ends with the process and does not keep it alive.
    /// </summary>
    /// <param name="call">Owns everything that it disposes, since nobody may take that from under it. Its own exceptions are passed on.</param>
    /// <exception cref="OnnxFormatException">The call did not stop.</exception>
    public static T Within<T>(TimeSpan time, TimeProvider clock, Func<CancellationToken, T> call)
    {
        T? value = default;
        ExceptionDispatchInfo? failure = null;
        var done = new ManualResetEvent(initialState: false);
        var late = new CancellationTokenSource(time, clock);
        var thread = new Thread(() =>
        {
            try
            {
                value = call(late.Token);
            }
            catch (Exception failed)
            {
                failure = ExceptionDispatchInfo.Capture(failed);
            }

            done.Set();
        });
        thread.IsBackground = true;
        thread.Start();

        if (WaitHandle.WaitAny([done, late.Token.WaitHandle]) == 1)
        {
            using var lost = new CancellationTokenSource(Grace, clock);
            if (WaitHandle.WaitAny([done, lost.Token.WaitHandle]) == 1)
                throw new OnnxFormatException($"the model does not come to an end: it has run for {time.TotalSeconds:0} s and cannot be stopped");
        }

        thread.Join();
        done.Dispose();
        late.Dispose();
        failure?.Throw();
        return value!;
    }
}
