using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Motion.Kernels;

/// <summary>Finds the connected parts of a mask (neighbours across, down and diagonal). Owns memory for the worst mask of its size; one thread.</summary>
internal sealed class ConnectedRegions
{
    private readonly int _width;
    private readonly int _height;
    private readonly Run[] _runs;
    private readonly Blob[] _blobs;

    public ConnectedRegions(int width, int height)
    {
        (_width, _height) = (width, height);
        _runs = new Run[(width + 1) / 2 * height];
        _blobs = new Blob[_runs.Length];
    }

    /// <summary>The connected parts of the mask, in the order of their first pixel; valid until the next call.</summary>
    /// <param name="mask">Height·Width bytes; whatever is not 0 belongs.</param>
    /// <param name="ages">Seconds, Height·Width: for how long each pixel has belonged.</param>
    public Span<Blob> Find(ReadOnlySpan<byte> mask, ReadOnlySpan<float> ages)
    {
        int count = 0;
        int above = 0;
        for (int y = 0; y < _height; y++)
        {
            int first = count;
            ReadOnlySpan<byte> line = mask.Slice(y * _width, _width);
            int x = 0;
            while (x < _width)
            {
                int skip = line[x..].IndexOfAnyExcept((byte)0);
                if (skip < 0)
                    break;

                int left = x + skip;
                int length = line[left..].IndexOf((byte)0);
                x = length < 0 ? _width : left + length;
                _runs[count] = new Run(y, left, x) { Root = count };
                JoinAbove(count, ref above, first);
                count++;
            }

            above = first;
        }

        return Collect(count, ages);
    }

    /// <summary>Joins a run with those of the line above that touch it, and leaves <paramref name="above"/> at the first that may touch the next one.</summary>
    private void JoinAbove(int run, ref int above, int firstOfLine)
    {
        ref Run here = ref _runs[run];
        while (above < firstOfLine && (_runs[above].Y < here.Y - 1 || _runs[above].Right < here.Left))
            above++;

        for (int other = above; other < firstOfLine && _runs[other].Left <= here.Right; other++)
        {
            int a = RootOf(other);
            int b = RootOf(run);
            _runs[Math.Max(a, b)].Root = Math.Min(a, b);
        }
    }

    private int RootOf(int run)
    {
        while (_runs[run].Root != run)
        {
            _runs[run].Root = _runs[_runs[run].Root].Root;
            run = _runs[run].Root;
        }

        return run;
    }

    private Span<Blob> Collect(int runs, ReadOnlySpan<float> ages)
    {
        int blobs = 0;
        for (int i = 0; i < runs; i++)
        {
            Run run = _runs[i];
            var box = new PixelRect(run.Left, run.Y, run.Right - run.Left, 1);
            float age = Oldest(ages.Slice((run.Y * _width) + run.Left, box.Width));
            int root = RootOf(i);
            if (root == i)
            {
                _runs[i].Blob = blobs;
                _blobs[blobs++] = new Blob(box, box.Width, age);
                continue;
            }

            ref Blob blob = ref _blobs[_runs[root].Blob];
            blob = new Blob(blob.Box.Union(box), blob.Pixels + box.Width, Math.Max(blob.Age, age));
        }

        return _blobs.AsSpan(0, blobs);
    }

    private static float Oldest(ReadOnlySpan<float> ages)
    {
        float oldest = 0;
        foreach (float age in ages)
            oldest = Math.Max(oldest, age);
        return oldest;
    }

    private struct Run(int y, int left, int right)
    {
        public readonly int Y = y;
        public readonly int Left = left;
        public readonly int Right = right;
        public int Root;
        public int Blob;
    }
}

/// <summary>One connected part of the mask.</summary>
/// <param name="Box">In analysis pixels.</param>
/// <param name="Pixels">How many belong.</param>
/// <param name="Age">Seconds for which its oldest pixel has belonged.</param>
internal readonly record struct Blob(PixelRect Box, int Pixels, float Age)
{
    /// <summary>Seconds that speak for its being a thing; 0 before they are weighed.</summary>
    public float Evidence { get; init; }
}
