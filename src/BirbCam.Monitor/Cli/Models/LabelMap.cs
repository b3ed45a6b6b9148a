using System.Collections.Immutable;
using System.IO.Enumeration;
using BirbCam.Onnx;
using BirbCam.Onnx.TfLite;
using BirbCam.Vision.Classification;

namespace BirbCam.Monitor.Cli.Models;

/// <summary>Which of a model's classes is published under which label: several species may be one visitor, and most are none at all.</summary>
/// <param name="Labels">In the order in which the map names them.</param>
/// <param name="OfClasses">One for each class; null for none.</param>
internal sealed record LabelMap(ImmutableArray<string> Labels, ImmutableArray<string?> OfClasses)
{
    /// <summary>What networks call the class of everything else.</summary>
    private static readonly string[] Nothing = ["", ModelCard.None, "background"];

    /// <summary>Whether class i is label i, so that a card needs no map.</summary>
    public bool IsPlain => OfClasses.SequenceEqual(Labels);

    /// <summary>Every class under its own name.</summary>
    public static LabelMap OfNames(IReadOnlyList<string> classes) => Of([.. classes.Select(OwnLabel)]);

    /// <summary>
    /// As a file says, line by line: <c>Poecile atricapillus = chickadee</c>. On the left the name of a class, or either half of
    /// <c>Poecile atricapillus (Black-capped Chickadee)</c>, or a part of <c>fox squirrel, Sciurus niger</c>; a star stands for anything. The first line
    /// that knows a class decides; a class that none knows is <c>none</c>.
    /// </summary>
    /// <param name="lines">A number sign begins a comment.</param>
    /// <param name="path">Where the lines are from, for messages.</param>
    /// <exception cref="UsageException">A line that is none, or a class that the model does not have.</exception>
    public static LabelMap Parse(IReadOnlyList<string> lines, IReadOnlyList<string> classes, string path)
    {
        string?[] labels = new string?[classes.Count];
        bool[] isDecided = new bool[classes.Count];
        List<string> order = [];
        for (int line = 0; line < lines.Count; line++)
        {
            string text = lines[line].Split('#')[0].Trim();
            if (text.Length == 0)
                continue;
            if (text.Split('=', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } wanted, { Length: > 0 } label])
                throw new UsageException($"{path}, line {line + 1}: '{text}' is not of the form Poecile atricapillus = chickadee");
            if (label.Length > ModelCard.MaxLabelLength || label.Any(char.IsControl))
                throw new UsageException($"{path}, line {line + 1}: a label has at most {ModelCard.MaxLabelLength} characters, and no control characters");

            int[] meant = [.. Enumerable.Range(0, classes.Count).Where(i => IsMeant(wanted, classes[i]))];
            if (meant.Length == 0)
                throw new UsageException($"{path}, line {line + 1}: the model has no class '{wanted}'; its first one is '{classes[0]}'");

            order.Add(label);
            foreach (int i in meant.Where(i => !isDecided[i]))
                (labels[i], isDecided[i]) = (label == ModelCard.None ? null : label, true);
        }

        LabelMap map = Of([.. labels]);
        return map.Labels.IsEmpty
            ? throw new UsageException($"{path} gives no class a label: nothing could ever be seen")
            : map with { Labels = [.. order.Distinct().Where(map.Labels.Contains)] };
    }

    /// <summary>The names of the classes out of a file of labels, where some number their lines: <c>12 Passer domesticus</c>.</summary>
    public static string[] Names(string[] lines)
    {
        bool isNumbered = lines.Length > 1 && lines.Index().All(line => NumberOf(line.Item) == line.Index);
        return isNumbered ? Array.ConvertAll(lines, line => line[line.IndexOfAnyExceptInRange('0', '9')..].TrimStart(' ', '\t', ':', ',')) : lines;
    }

    /// <summary>The lines of a text file that a person has named.</summary>
    /// <exception cref="UsageException">It does not exist, or is no such text.</exception>
    public static string[] ReadLines(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"{path} does not exist");
        if (PlainFile.IsEmpty(path))
            throw new UsageException($"{path} is empty, or no plain file");

        try
        {
            using FileStream text = File.OpenRead(path);
            return TfLiteLabels.Lines(text);
        }
        catch (TfLiteFormatException tooLong)
        {
            throw new UsageException($"{path}: {tooLong.Message}");
        }
    }

    private static LabelMap Of(ImmutableArray<string?> ofClasses) => new([.. ofClasses.OfType<string>().Distinct()], ofClasses);

    private static string? OwnLabel(string name)
    {
        string label = string.Concat(name.Where(letter => !char.IsControl(letter))).Trim();
        if (label.Length > ModelCard.MaxLabelLength)
            label = label[..ModelCard.MaxLabelLength].TrimEnd();
        return Nothing.Contains(label, StringComparer.OrdinalIgnoreCase) ? null : label;
    }

    private static bool IsMeant(string wanted, string name)
    {
        int bracket = name.EndsWith(')') ? name.LastIndexOf(" (", StringComparison.Ordinal) : -1;
        string[] names = bracket < 0 ? [name, .. name.Split(", ")] : [name, name[..bracket], name[(bracket + 2)..^1]];
        return names.Any(one => FileSystemName.MatchesSimpleExpression(wanted, one));
    }

    private static int NumberOf(string line)
    {
        int end = line.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return end > 0 && end < line.Length && line[end] is ' ' or '\t' or ':' or ',' && int.TryParse(line.AsSpan(0, end), out int number) ? number : -1;
    }
}
