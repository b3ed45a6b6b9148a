using BirbCam.Monitor.Cli;

namespace BirbCam.Monitor.Setup;

/// <summary>Asks in words, one line a question, each with its usual answer in brackets. Neither colours nor a moving cursor: it is read aloud and piped too.</summary>
internal sealed class Questions(IAnswers answers, TextWriter output)
{
    public const string Yes = "yes", No = "no";

    /// <summary>Leaves a step as it was; no answer to any question is this word otherwise.</summary>
    private const string Skip = "skip";

    private const string Unseen = "That holds characters that cannot be seen. Write letters, digits and signs.";

    public Task SayAsync(string line) => output.WriteLineAsync(line);

    /// <param name="usual">What Enter stands for.</param>
    /// <param name="shown"><paramref name="usual"/> in words.</param>
    /// <param name="read">What an answer means; throws a <see cref="FormatException"/> that says in one line what is expected.</param>
    /// <exception cref="StepSkippedException">The person leaves the step.</exception>
    /// <exception cref="AnswersEndedException">No more answers come.</exception>
    /// <exception cref="UsageException">Too many wrong answers came from a script.</exception>
    public async Task<T> AskAsync<T>(string question, T usual, string shown, Func<string, T> read, CancellationToken stop)
    {
        for (int tries = 1; ; tries++)
        {
            string answer = (await NextAsync($"{question} [{shown}]: ", answers.ReadLine, stop)).Trim();
            if (answer.Length == 0)
                return usual;
            if (answer.Equals(Skip, StringComparison.OrdinalIgnoreCase))
                throw new StepSkippedException();

            try
            {
                return answer.Any(char.IsControl) ? throw new FormatException(Unseen) : read(answer);
            }
            catch (FormatException wrong)
            {
                await RefuseAsync(wrong.Message, question, tries);
            }
        }
    }

    /// <summary>One of a few words, of which the beginning is enough.</summary>
    public Task<string> ChooseAsync(string question, IReadOnlyList<string> words, string usual, CancellationToken stop)
        => AskAsync(
            $"{question} ({string.Join(", ", words)})",
            usual,
            usual,
            answer => words.FirstOrDefault(word => word.StartsWith(answer, StringComparison.OrdinalIgnoreCase))
                ?? throw new FormatException($"Answer with one of these words: {string.Join(", ", words)}."),
            stop);

    /// <summary>A password, which is not shown while it is typed.</summary>
    /// <param name="shown">What Enter stands for.</param>
    /// <returns>Null for Enter.</returns>
    public async Task<string?> AskSecretAsync(string question, string shown, CancellationToken stop)
    {
        for (int tries = 1; ; tries++)
        {
            string secret = await NextAsync($"{question} [{shown}]: ", answers.ReadSecret, stop);
            if (!secret.Any(char.IsControl))
                return secret.Length > 0 ? secret : null;
            await RefuseAsync(Unseen, question, tries);
        }
    }

    /// <summary>After a trial that failed: once more from the first question, keep the answers as they are, or leave the step.</summary>
    /// <param name="tries">How many have failed.</param>
    /// <returns>Whether the answers are kept.</returns>
    public async Task<bool> KeepsAsync(int tries, CancellationToken stop)
    {
        if (tries >= answers.MostTries)
            throw new CommandFailedException($"a trial has failed {tries} times, see above; nothing was changed");
        string chosen = await ChooseAsync("Once more, keep this answer all the same, or skip the step?", ["again", "keep", Skip], "again", stop);
        return chosen == Skip ? throw new StepSkippedException() : chosen == "keep";
    }

    private async Task<string> NextAsync(string prompt, Func<string?> read, CancellationToken stop)
    {
        await output.WriteAsync(prompt);
        await output.FlushAsync(stop);

        // Reading a console cannot be interrupted; whoever presses Ctrl+C leaves the reading thread behind.
        string? line = await Task.Run(read, CancellationToken.None).WaitAsync(stop);
        if (line is not null)
            return line;

        await output.WriteLineAsync();
        throw new AnswersEndedException();
    }

    private async Task RefuseAsync(string reason, string question, int tries)
    {
        await SayAsync($"  {reason}");
        if (tries >= answers.MostTries)
            throw new UsageException($"'{question}' was answered wrongly {tries} times: {reason}");
    }
}

/// <summary>A step is left as it was.</summary>
internal sealed class StepSkippedException : Exception;

/// <summary>The input has ended before the questions have.</summary>
internal sealed class AnswersEndedException : Exception;
